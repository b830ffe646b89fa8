/// The builder of a request's ladder, which asks the lookup sources if the route says so, and adds the departments'
/// helpers.
struct LadderFinder: Sendable {
    private let flow: CallFlow
    private let context: HelpDeskContext
    private let callCenter: CallCenter

    /// - Parameter flow: the request's current flow; the call centre's current settings are used.
    init(_ flow: CallFlow, context: HelpDeskContext) {
        self.flow = flow
        self.context = context
        callCenter = context.ports.callCenter.current
    }

    func ladder() async -> Ladder {
        ladder(after: await answer(for: flow.id))
    }

    /// The ladder of a route that asks no source; `nil` if the route asks sources.
    var knownLadder: Ladder? { asksSources ? nil : ladder(after: LookupAnswer()) }

    private var asksSources: Bool { flow.route.detection == .crm && flow.route.ladder.contains(.crm) }

    /// Returns the ladder with its reasons, for a dry run.
    func explanation() async -> Explanation {
        explanation(after: await answer())
    }

    /// - Parameter request: the request that needs the answer; `nil` if no helper will be rung.
    private func answer(for request: HelpRequestID? = nil) async -> LookupAnswer {
        guard asksSources else { return LookupAnswer() }
        guard flow.lookups <= CallFlow.maximumLookups else { return notAskedAgain }
        var answer = await context.ports.directory.managers(for: question(of: request))
        guard context.policy.pbxs.count > 1 else { return answer }
        // A CRM knows extensions, but seldom their PBXs.
        for index in answer.candidates.indices {
            let named = ExtensionAddress(answer.candidates[index].extension)
            guard named.pbx == flow.pbx else { continue }
            answer.candidates[index].extension = callCenter.address(of: named.number, near: flow.pbx)
        }
        return answer
    }

    /// The answer after two processes crashed during the lookup: only the departments' helpers are used.
    private var notAskedAgain: LookupAnswer {
        LookupAnswer(
            reports: question(of: nil).sources.map {
                LookupReport(
                    source: .crm($0.id), result: .error, milliseconds: 0,
                    detail: "not asked again: the bridge has stopped twice during this lookup")
            })
    }

    private func question(of request: HelpRequestID?) -> LookupQuestion {
        LookupQuestion(
            operator: flow.caller, department: callCenter.departments[flow.request.department], route: flow.route,
            sources: flow.route.sources.compactMap { callCenter.sources[$0] }, trace: flow.request.trace,
            request: request)
    }

    private func explanation(after answer: LookupAnswer) -> Explanation {
        Explanation(flow, ladder(after: answer))
    }

    private func ladder(after answer: LookupAnswer) -> Ladder {
        var ladder = Ladder(
            answer: answer, operatorExtension: flow.caller.extension, department: flow.request.department,
            rungs: flow.route.ladder, callCenter: callCenter, policy: context.policy,
            overflow: flow.route.options.overflow,
            urgency: flow.request.urgency)
        if flow.route.ringing.strategy == .leastRecent { ladder.putLeastRecentFirst(context.history.answers) }
        return ladder
    }
}
