import ConcurrencyPrimitives

/// Accepting requests.
extension HelpDeskService {
    /// Validates a draft, stores it as a request, and starts its flow.
    ///
    /// An operator has one request at a time. A second draft returns the open one, or cancels it if the route's
    /// `secondPress` says so.
    ///
    /// - Parameters:
    ///   - draft: the draft of the request.
    ///   - mayAct: whether the caller may see and cancel an open request.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` if the draft is not valid or cannot be stored; nobody is rung then. `alreadyAsked` if
    ///   the caller may not act on the open request.
    public func submit(
        _ draft: HelpRequestDraft, mayAct: @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> HelpRequest {
        try await accept(draft, recording: nil, mayAct: mayAct)
    }

    /// Like ``submit(_:mayAct:)``, but only once for each key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - draft: the draft of the request.
    ///   - key: the key, committed together with the request; `nil` if none was given.
    ///   - mayAct: also checked for the request that a repetition would return.
    /// - Throws: `HelpDeskError`, including `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    public func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?,
        mayAct: @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> Submission {
        guard let key else { return .accepted(try await submit(draft, mayAct: mayAct)) }
        guard keysInFlight.hold(key) else { throw .idempotencyKeyInFlight }
        defer { keysInFlight.release(key) }
        if let submission = try await submitNew(draft, key, mayAct) { return submission }
        if let earlier = try await submission(of: key, mayAct) { return earlier }
        do {
            return .accepted(try await accept(draft, recording: key, mayAct: mayAct))
        } catch {
            // Another bridge may have accepted the same submission at the same time.
            guard ports.forwarding != nil, let earlier = try? await submission(of: key, mayAct) else { throw error }
            return earlier
        }
    }

    /// Submits a draft on the assumption that its key is new.
    ///
    /// Nearly every key is, and the store accepts each only once, so an earlier submission is looked up only if the
    /// store refuses this one.
    ///
    /// - Returns: `nil` if the draft is no longer valid, the PBX's flows do not run here yet, or the operator has an
    ///   open request; the result of a repetition takes precedence over all of these.
    private func submitNew(
        _ draft: HelpRequestDraft, _ key: IdempotencyKey, _ mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission? {
        guard let session = try? session(for: draft, arrivedOn: nil), let flows = context.flows(of: session.pbx),
            flows.takenUp.isOpen, openRequests.claimAtOnce(session.caller)
        else { return nil }
        do throws(HelpDeskError) {
            return .accepted(try await begin(session, in: flows, recording: key, mayAct: mayAct))
        } catch {
            if let earlier = try await submission(of: key, mayAct) { return earlier }
            throw error
        }
    }

    private func accept(
        _ draft: HelpRequestDraft, recording key: IdempotencyKey?, mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest {
        let session = try session(for: draft, arrivedOn: nil)
        guard let flows = context.flows(of: session.pbx) else {
            return try await acceptForOwner(session, recording: key, mayAct: mayAct)
        }
        if let open = try await openRequest(of: session.caller, in: flows) {
            return try await pressedAgain(session, while: open, recording: key, mayAct: mayAct)
        }
        return try await begin(session, in: flows, recording: key, mayAct: mayAct)
    }

    /// Stores a request for the owner of its PBX to run: another bridge, as far as is known.
    private func acceptForOwner(
        _ session: HelpRequestSession, recording key: IdempotencyKey?, mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest {
        guard ports.forwarding != nil else { throw .notRunning }
        let open = try await accessingStore { try await ports.store.openRequest(of: session.caller) }
        if let open { return try await pressedAgain(session, while: open, recording: key, mayAct: mayAct) }
        do {
            return try await session.insert(under: nil, recording: key)
        } catch {
            guard let open = await takenMeanwhile(session) else { throw .notStored("\(error)") }
            if open.id == session.id { return open }
            return try await pressedAgain(session, while: open, recording: key, mayAct: mayAct)
        }
    }

    /// Returns the request that another bridge accepted for the same operator at the same time.
    ///
    /// It may be the session's own if that was stored but could not be confirmed; the PBX's next owner runs it.
    private func takenMeanwhile(_ session: HelpRequestSession) async -> HelpRequest? {
        guard ports.forwarding != nil else { return nil }
        // If this read fails, so did the insert, and the caller reports that error.
        return try? await ports.store.openRequest(of: session.caller)
    }

    /// Handles a press by an operator, or on their behalf, while a request of theirs is open.
    private func pressedAgain(
        _ session: HelpRequestSession, while request: HelpRequest, recording key: IdempotencyKey?,
        mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest {
        guard mayAct(request) else { throw .alreadyAsked(session.caller) }
        // Recorded first, because otherwise a repetition after a failure would create a second request.
        if let key {
            try await accessingStore { try await ports.store.record(IdempotencyRecord(key, snapshot: request)) }
        }
        if session.secondPress == .cancel, !router.post(.withdrawn, to: request.id) {
            if let forwarding = ports.forwarding {
                _ = try await accessingStore {
                    try await forwarding.forward(.withdraw, to: request.id, on: session.pbx)
                }
            } else {
                await takingUp(on: session.pbx)
                router.post(.withdrawn, to: request.id)
            }
        }
        return request
    }

    /// Returns the earlier submission with this key; `nil` if the key is new.
    private func submission(
        of key: IdempotencyKey, _ mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission? {
        let earlier = try await accessingStore { try await ports.store.idempotencyRecord(key: key.text) }
        guard let earlier else { return nil }
        guard earlier.key.fingerprint == key.fingerprint else { throw .idempotencyKeyReused }
        var request = earlier.snapshot
        if request == nil { request = try await stored(earlier.request) }
        if let request, !mayAct(request) { throw .alreadyAsked(request.operator) }
        return .replayed(earlier.request, request)
    }

    /// Stores a request whose operator was claimed for it, and starts its flow.
    ///
    /// - Returns: the request, or the request that another bridge accepted at the same time, if any.
    func begin(
        _ session: HelpRequestSession, in flows: OwnedFlows, recording key: IdempotencyKey? = nil,
        mayAct: @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> HelpRequest {
        let id = session.id
        guard session.register() else {
            openRequests.abandoned(by: session.caller)
            throw .notRunning
        }
        // Releasing a PBX finishes its flows and closes all registered sessions. A session registered later would be in
        // the way of the next tenure, which resumes requests that it does not know.
        guard !flows.isFinished else {
            router.close(CallID(id), session)
            openRequests.abandoned(by: session.caller)
            return try await acceptForOwner(session, recording: key, mayAct: mayAct)
        }
        // Until then, it is not known who helped recently.
        if flows.takenUp.isOpen { session.decide() }
        let request: HelpRequest
        do {
            request = try await session.insert(under: flows.tenure, recording: key)
        } catch {
            router.close(CallID(id), session)
            guard let open = await takenMeanwhile(session) else {
                openRequests.abandoned(by: session.caller)
                throw .notStored("\(error)")
            }
            openRequests.opened(open.id, by: session.caller)
            if open.id == id {
                // It does not run here: the next tenure resumes it.
                flows.tenure.end()
                return open
            }
            return try await pressedAgain(session, while: open, recording: key, mayAct: mayAct)
        }
        openRequests.opened(id, by: request.operator)
        if !flows.begin(.request(session)) {
            // The PBX was lost in the meantime. Its owner, possibly a later tenure of this bridge, runs the request.
            router.close(CallID(id), session)
            if !router.contains(CallID(id)) { openRequests.closed(id, of: request.operator) }
        }
        return request
    }

    /// Returns an operator's open request; `nil` if they have none, and are now claimed for the request that the caller
    /// must `begin`.
    func openRequest(of number: String, in flows: OwnedFlows) async throws(HelpDeskError) -> HelpRequest? {
        if !flows.takenUp.isOpen {
            let open = try await accessingStore { try await ports.store.openRequest(of: number) }
            if let open { return open }
        }
        while let id = await openRequests.claim(number) {
            if let request = try await stored(id), !request.state.isEnd { return request }
            openRequests.closed(id, of: number)
        }
        return nil
    }

    func stored(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest? {
        try await accessingStore { try await ports.store.request(id) }
    }
}
