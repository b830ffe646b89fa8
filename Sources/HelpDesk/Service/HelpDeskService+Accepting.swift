import Foundation

/// How a request begins, and how it is given up.
extension HelpDeskService {
    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// An operator has one request at a time. While one is open, a further draft of his makes no other: by the route's
    /// `secondPress` the open one is returned as it is, or given up.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - idempotency: makes the record that is committed together with the request, from the accepted request.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is not valid or the disk refuses; then nobody is rung.
    public func submit(
        _ draft: HelpRequestDraft, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        let session = try session(for: draft, arrivedOn: nil)
        while let open = await openRequests.claim(session.caller) {
            guard let request = try await stillOpen(open, of: session.caller) else { continue }
            if session.secondPress == .cancel { router.post(.withdrawn, to: open) }
            try await record(idempotency, for: request)
            return request
        }
        return try await begin(session, idempotency: idempotency)
    }

    /// Commits a request whose operator has been claimed for it.
    func begin(
        _ session: HelpRequestSession, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        let id = session.id
        guard session.register() else {
            openRequests.abandoned(by: session.caller)
            throw .notRunning
        }
        let request: HelpRequest
        do {
            request = try await session.insert(idempotency)
        } catch {
            router.close(id)
            openRequests.abandoned(by: session.caller)
            throw .notStored("\(error)")
        }
        openRequests.opened(id, by: request.operator)
        desk.arrivalQueue.yield(.request(session))
        return request
    }

    /// A request that was open a moment ago; `nil` when it is over.
    func stillOpen(_ id: HelpRequestID, of number: String) async throws(HelpDeskError) -> HelpRequest? {
        if let request = try await stored(id), !request.state.isEnd { return request }
        openRequests.closed(id, of: number)
        return nil
    }

    private func record(
        _ idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)?, for request: HelpRequest
    ) async throws(HelpDeskError) {
        guard let idempotency else { return }
        do {
            try await ports.store.record(try idempotency(request))
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Gives a request up. One that is over already is returned as it is.
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        router.post(.cancel, to: id)
        guard let request = try await stored(id) else { throw .unknownRequest(id) }
        return request
    }

    func stored(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest? {
        do {
            return try await ports.store.request(id)
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Tells what a request would do: the sources are asked as ever, nobody is rung and nothing is stored.
    ///
    /// - Throws: `HelpDeskError` when the draft is not valid.
    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        try await finder(for: draft).explanation()
    }

    private func finder(for draft: HelpRequestDraft) throws(HelpDeskError) -> LadderFinder {
        LadderFinder(try accept(draft, arrivedOn: nil, at: desk.clock.wall()), desk: desk)
    }

    /// Validates a draft and makes it a request, of which nobody knows yet.
    ///
    /// - Parameter channel: the operator's, when he has dialled a code.
    func session(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?
    ) throws(HelpDeskError) -> HelpRequestSession {
        var flow = try accept(draft, arrivedOn: channel, at: desk.clock.wall())
        let actions = flow.handle(.started, at: flow.request.createdAt)
        return HelpRequestSession(flow, actions: actions, desk: desk)
    }

    private func accept(
        _ draft: HelpRequestDraft, arrivedOn channel: ChannelID?, at now: Date
    ) throws(HelpDeskError) -> CallFlow {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[draft.route] else { throw .unknownRoute(draft.route) }
        guard let caller = callCenter.operators[draft.operator] else { throw .unknownOperator(draft.operator) }
        guard policy.dialable(caller.extension) != nil else { throw .forbiddenNumber(caller.extension) }
        let departmentID = draft.department ?? caller.department
        guard let department = callCenter.departments[departmentID] else { throw .unknownDepartment(departmentID) }
        let mode = draft.mode ?? route.mode
        guard !mode.isCoaching || ports.pbx.supportsCoaching else { throw .unsupportedMode(mode) }
        let request = HelpRequest(
            id: desk.ids.next(at: now), route: route.code, operator: caller.extension, department: department.id,
            mode: mode, customer: draft.customer, reason: draft.reason, urgency: draft.urgency, createdAt: now)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: department.name,
            expireAfterSeconds: expireAfterSeconds, wordForHelp: ports.studio.wordForHelp(voice: route.voice),
            arrivedOn: channel)
    }
}
