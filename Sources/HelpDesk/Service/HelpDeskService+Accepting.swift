import Foundation

/// How a request begins, and how it is given up.
extension HelpDeskService {
    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// An operator has one request at a time. While one is open, a further draft of theirs makes no other: by the route's
    /// `secondPress` the open one is returned as it is, or given up.
    ///
    /// - Parameter draft: what is asked for.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is not valid or the disk refuses; then nobody is rung.
    public func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest {
        try await accept(draft, recording: nil)
    }

    /// The same, once for each key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - key: committed together with the request; `nil` when none was given.
    /// - Throws: `HelpDeskError`, also `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    public func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?
    ) async throws(HelpDeskError) -> Submission {
        guard let key else { return .accepted(try await submit(draft)) }
        guard keysInFlight.hold(key) else { throw .idempotencyKeyInFlight }
        defer { keysInFlight.release(key) }
        if let earlier = try await submission(of: key) { return earlier }
        return .accepted(try await accept(draft, recording: key))
    }

    private func accept(
        _ draft: HelpRequestDraft, recording key: IdempotencyKey?
    ) async throws(HelpDeskError) -> HelpRequest {
        let session = try session(for: draft, arrivedOn: nil)
        while let open = await openRequests.claim(session.caller) {
            guard let request = try await stillOpen(open, of: session.caller) else { continue }
            // First, or a repetition after a failure would be a request of its own.
            if let key {
                try await accessing { try await ports.store.record(IdempotencyRecord(key, snapshot: request)) }
            }
            if session.secondPress == .cancel { router.post(.withdrawn, to: open) }
            return request
        }
        return try await begin(session, recording: key)
    }

    /// What a key has led to; `nil` when it is new.
    private func submission(of key: IdempotencyKey) async throws(HelpDeskError) -> Submission? {
        let earlier = try await accessing { try await ports.store.idempotencyRecord(key: key.text) }
        guard let earlier else { return nil }
        guard earlier.key.fingerprint == key.fingerprint else { throw .idempotencyKeyReused }
        if let snapshot = earlier.snapshot { return .replayed(earlier.request, snapshot) }
        return .replayed(earlier.request, try await stored(earlier.request))
    }

    /// Commits a request whose operator has been claimed for it.
    func begin(
        _ session: HelpRequestSession, recording key: IdempotencyKey? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        let id = session.id
        guard session.register() else {
            openRequests.abandoned(by: session.caller)
            throw .notRunning
        }
        let request: HelpRequest
        do {
            request = try await session.insert(recording: key)
        } catch {
            router.close(CallID(id))
            openRequests.abandoned(by: session.caller)
            throw .notStored("\(error)")
        }
        openRequests.opened(id, by: request.operator)
        context.arrivalQueue.yield(.request(session))
        return request
    }

    /// A request that was open a moment ago; `nil` when it is over.
    func stillOpen(_ id: HelpRequestID, of number: String) async throws(HelpDeskError) -> HelpRequest? {
        if let request = try await stored(id), !request.state.isEnd { return request }
        openRequests.closed(id, of: number)
        return nil
    }

    /// Gives a request up. One that is over already is returned as it is.
    ///
    /// - Returns: the request as it is stored after that, and whether this has ended it.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `notStored` when it cannot be read.
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> (request: HelpRequest, isNews: Bool) {
        let answer = await router.ask(.cancel, of: id)
        if case .followed(let request) = answer { return (request, true) }
        guard let request = try await stored(id) else { throw .unknownRequest(id) }
        // Legs are hung up on also while the disk does not take it.
        if case .notStored = answer { return (request, true) }
        return (request, false)
    }

    func stored(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest? {
        try await accessing { try await ports.store.request(id) }
    }

    /// Reads or writes the store; whatever is no refusal of the help desk's own is the disk's failure.
    private func accessing<Value: Sendable>(
        _ access: () async throws -> Value
    ) async throws(HelpDeskError) -> Value {
        do {
            return try await access()
        } catch let error as HelpDeskError {
            throw error
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
        LadderFinder(try flow(for: draft, arrivedOn: nil, at: context.clock.wall()), context: context)
    }

    /// Validates a draft and makes it a request, of which nobody knows yet.
    ///
    /// - Parameter channel: the operator's, when they have dialled a code.
    func session(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?
    ) throws(HelpDeskError) -> HelpRequestSession {
        var flow = try self.flow(for: draft, arrivedOn: channel, at: context.clock.wall())
        let actions = flow.handle(.started, at: flow.request.createdAt)
        return HelpRequestSession(flow, decided: actions, context: context)
    }

    private func flow(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?, at now: Date
    ) throws(HelpDeskError) -> CallFlow {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[draft.route] else { throw .unknownRoute(draft.route) }
        guard let caller = callCenter.operators[draft.operator] else { throw .unknownOperator(draft.operator) }
        guard policy.dialable(caller.extension) != nil else { throw .forbiddenNumber(caller.extension) }
        let departmentID = draft.department ?? caller.department
        guard let department = callCenter.departments[departmentID] else { throw .unknownDepartment(departmentID) }
        let wanted = draft.mode ?? route.mode
        let isPossible = !wanted.isCoaching || ports.pbx.supportsCoaching
        // Whoever names a mode wants that one; a route's is how it is done where it can be.
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
