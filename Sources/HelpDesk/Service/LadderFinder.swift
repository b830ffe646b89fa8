/// Finds out who may be rung for a request: asks the sources where the route says so, and adds the tables.
struct LadderFinder: Sendable {
    private let flow: CallFlow
    private let desk: HelpDeskContext
    private let callCenter: CallCenter

    /// - Parameter flow: the request's, as it is now; the call centre is looked up as it is now, too.
    init(_ flow: CallFlow, desk: HelpDeskContext) {
        self.flow = flow
        self.desk = desk
        callCenter = desk.ports.callCenter.current
    }

    func ladder() async -> Ladder {
        ladder(after: await answer())
    }

    /// What becomes of the request.
    func explanation() async -> Explanation {
        explanation(after: await answer())
    }

    private func answer() async -> LookupAnswer {
        guard flow.route.detection == .crm, flow.route.ladder.contains(.crm) else { return LookupAnswer() }
        return await desk.ports.directory.managers(for: question)
    }

    private var question: LookupQuestion {
        LookupQuestion(
            operator: flow.caller, department: callCenter.departments[flow.request.department], route: flow.route,
            sources: flow.route.sources.compactMap { callCenter.sources[$0] })
    }

    private func explanation(after answer: LookupAnswer) -> Explanation {
        Explanation(flow, ladder(after: answer))
    }

    private func ladder(after answer: LookupAnswer) -> Ladder {
        var ladder = Ladder(
            answer: answer, operatorExtension: flow.caller.extension, department: flow.request.department,
            rungs: flow.route.ladder, callCenter: callCenter, policy: desk.policy,
            overflow: flow.route.options.overflow,
            urgency: flow.request.urgency)
        if flow.route.ringing.strategy == .leastRecent { ladder.putLeastRecentFirst(desk.history.answers) }
        return ladder
    }
}
