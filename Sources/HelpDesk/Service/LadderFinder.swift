/// Finds out who may be rung for a request: asks the sources where the route says so, and adds the tables.
struct LadderFinder: Sendable {
    let ports: HelpDeskPorts
    let policy: DialPolicy
    let history: HelperHistory

    func ladder(for flow: CallFlow) async -> Ladder {
        let callCenter = ports.callCenter.current
        var answer = LookupAnswer()
        if flow.route.detection == .crm, flow.route.ladder.contains(.crm) {
            let sources = flow.route.sources.compactMap { callCenter.sources[$0] }
            let question = LookupQuestion(
                operator: flow.caller, department: callCenter.departments[flow.request.department], route: flow.route,
                sources: sources)
            answer = await ports.directory.managers(for: question)
        }
        var ladder = Ladder(
            answer: answer, operatorExtension: flow.caller.extension, department: flow.request.department,
            rungs: flow.route.ladder, callCenter: callCenter, policy: policy, overflow: flow.route.options.overflow,
            urgency: flow.request.urgency)
        if flow.route.ringing.strategy == .leastRecent { ladder.putLeastRecentFirst(history.answers) }
        return ladder
    }
}
