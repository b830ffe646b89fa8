import Foundation

/// Turning drafts into requests, or into explanations of what a request would do.
extension HelpDeskService {
    /// Validates a draft and creates a request from it, which is neither stored nor registered yet.
    ///
    /// - Parameter channel: the operator's channel, if they dialled a code.
    func session(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?
    ) throws(HelpDeskError) -> HelpRequestSession {
        var flow = try self.flow(for: draft, arrivedOn: channel, at: context.clock.date())
        let actions = flow.handle(.started, at: flow.request.createdAt)
        return HelpRequestSession(flow, decided: actions, context: context)
    }

    /// Explains a draft in a dry run: the sources are asked as usual, but nobody is rung and nothing is stored.
    ///
    /// - Throws: `HelpDeskError` if the draft is not valid.
    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        try await finder(for: draft).explanation()
    }

    private func finder(for draft: HelpRequestDraft) throws(HelpDeskError) -> LadderFinder {
        LadderFinder(try flow(for: draft, arrivedOn: nil, at: context.clock.date()), context: context)
    }

    private func flow(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?, at now: Date
    ) throws(HelpDeskError) -> CallFlow {
        let callCenter = ports.callCenter.current
        let number = policy.canonical(draft.operator)
        // The route may depend on the operator, but an unknown code is reported first.
        guard
            callCenter.routes.keys.contains(where: { $0 == draft.route || ExtensionAddress($0).number == draft.route })
        else { throw .unknownRoute(draft.route) }
        guard let caller = callCenter.operators[number] else { throw .unknownOperator(draft.operator) }
        guard let route = callCenter.route(draft.route, on: caller.address.pbx ?? policy.defaultPBX) else {
            throw .unknownRoute(draft.route)
        }
        guard policy.dialable(caller.extension) != nil else { throw .forbiddenNumber(caller.extension) }
        let departmentID = draft.department ?? caller.department
        guard let department = callCenter.departments[departmentID] else { throw .unknownDepartment(departmentID) }
        let wanted = draft.mode ?? route.mode
        let isPossible = !wanted.isCoaching || ports.pbxs[caller.address.pbx].supportsCoaching
        // A mode in the draft is required; the route's mode is only preferred.
        guard isPossible || draft.mode == nil else { throw .unsupportedMode(wanted) }
        let request = HelpRequest(
            id: context.ids.next(at: now), route: route.code, operator: caller.extension, department: department.id,
            mode: isPossible ? wanted : .consult, fallback: isPossible ? nil : .unsupported, customer: draft.customer,
            reason: draft.reason, urgency: draft.urgency, trace: TraceContext.current?.child(), createdAt: now)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: department.name,
            expireAfterSeconds: expireAfterSeconds, wordForHelp: ports.studio.wordForHelp(voice: route.voice),
            arrivedOn: channel)
    }
}
