/// Finds out who may be rung for a request: asks the sources where the route says so, and adds the tables.
struct LadderFinder: Sendable {
    let directory: any ManagerDirectory
    let callCenter: any CallCenterSource
    let policy: DialPolicy

    func ladder(for flow: CallFlow) async -> Ladder {
        let callCenter = callCenter.current
        var answer = LookupAnswer()
        if flow.route.detection == .crm, flow.route.ladder.contains(.crm) {
            let sources = flow.route.sources.compactMap { callCenter.sources[$0] }
            let question = LookupQuestion(
                operator: flow.caller, department: callCenter.departments[flow.request.department], route: flow.route,
                sources: sources)
            answer = await directory.managers(for: question)
        }
        return Ladder(
            answer: answer, operatorExtension: flow.caller.extension, department: flow.request.department,
            rungs: flow.route.ladder, callCenter: callCenter, policy: policy)
    }
}
