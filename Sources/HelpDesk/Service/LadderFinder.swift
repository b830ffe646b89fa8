/// Finds out who may be rung for a request: asks the sources where the route says so, and adds the tables.
///
/// A class, with nothing of size in its waiting function: thousands may wait for slow sources at the same time, and each
/// would keep its copies of the flow.
final class LadderFinder: Sendable {
    let flow: CallFlow
    private let ports: HelpDeskPorts
    private let policy: DialPolicy
    private let history: HelperHistory
    private let callCenter: CallCenter

    /// - Parameter flow: the request's, as it is now; the call centre is looked up as it is now, too.
    init(_ flow: CallFlow, ports: HelpDeskPorts, policy: DialPolicy, history: HelperHistory) {
        self.flow = flow
        self.ports = ports
        self.policy = policy
        self.history = history
        callCenter = ports.callCenter.current
    }

    func ladder() async -> Ladder {
        ladder(after: await answer())
    }

    private func answer() async -> LookupAnswer {
        guard flow.route.detection == .crm, flow.route.ladder.contains(.crm) else { return LookupAnswer() }
        return await ports.directory.managers(for: question)
    }

    private var question: LookupQuestion {
        LookupQuestion(
            operator: flow.caller, department: callCenter.departments[flow.request.department], route: flow.route,
            sources: flow.route.sources.compactMap { callCenter.sources[$0] })
    }

    private func ladder(after answer: LookupAnswer) -> Ladder {
        var ladder = Ladder(
            answer: answer, operatorExtension: flow.caller.extension, department: flow.request.department,
            rungs: flow.route.ladder, callCenter: callCenter, policy: policy, overflow: flow.route.options.overflow,
            urgency: flow.request.urgency)
        if flow.route.ringing.strategy == .leastRecent { ladder.putLeastRecentFirst(history.answers) }
        return ladder
    }
}
