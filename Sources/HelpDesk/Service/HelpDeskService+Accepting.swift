import ConcurrencyPrimitives

/// Accepting requests.
extension HelpDeskService {
    /// Validates a draft, stores it as a request, and starts its flow.
    ///
    /// An operator has one request at a time. A second draft returns the open one, or cancels it if the route's
    /// `secondPress` says so.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - mayAct: whether an open request is one that whoever asks may see and cancel.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is not valid or the disk refuses; then nobody is rung. `alreadyAsked`
    ///   when the open request is not theirs.
    public func submit(
        _ draft: HelpRequestDraft, mayAct: @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> HelpRequest {
        try await accept(draft, recording: nil, mayAct: mayAct)
    }

    /// The same, once for each key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - key: committed together with the request; `nil` when none was given.
    ///   - mayAct: asked also of the request that a repetition would get.
    /// - Throws: `HelpDeskError`, also `idempotencyKeyInFlight` and `idempotencyKeyReused`.
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
            // Another bridge may have taken the same submission in the same moment.
            guard ports.forwarding != nil, let earlier = try? await submission(of: key, mayAct) else { throw error }
            return earlier
        }
    }

    /// Nearly every key is new, and the store takes none twice: it is asked for an earlier submission only where it refuses
    /// this one.
    ///
    /// - Returns: `nil` where the draft is not valid any more or the operator has an open request: what a repetition gets
    ///   comes before either.
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

    /// Stores a request for whoever owns its PBX, who runs it then: another bridge, as far as is known.
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

    /// The request that another bridge has taken of an operator in the same moment; the session's own where it was kept though
    /// nobody could say so at once: it is run by whoever has the PBX next.
    private func takenMeanwhile(_ session: HelpRequestSession) async -> HelpRequest? {
        guard ports.forwarding != nil else { return nil }
        // What keeps us from reading it kept us from storing ours, too, and is told for that.
        return try? await ports.store.openRequest(of: session.caller)
    }

    /// An operator has pressed while a request of theirs is open, or somebody for them.
    private func pressedAgain(
        _ session: HelpRequestSession, while request: HelpRequest, recording key: IdempotencyKey?,
        mayAct: @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest {
        guard mayAct(request) else { throw .alreadyAsked(session.caller) }
        // Recorded first: otherwise a repetition after a failure would create a second request.
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

    /// The earlier submission with this key; `nil` if the key is new.
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

    /// Stores a request whose operator has been claimed for it, and starts its flow.
    ///
    /// - Returns: the request; the one that another bridge has taken in the same moment, where there is one.
    func begin(
        _ session: HelpRequestSession, in flows: OwnedFlows, recording key: IdempotencyKey? = nil,
        mayAct: @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> HelpRequest {
        let id = session.id
        guard session.register() else {
            openRequests.abandoned(by: session.caller)
            throw .notRunning
        }
        // Whoever lets go of the PBX finishes its flows, and closes what is registered by then. What comes later would be in
        // the way of the next tenure, which takes up what it does not know of.
        guard !flows.isFinished else {
            router.close(CallID(id), session)
            openRequests.abandoned(by: session.caller)
            return try await acceptForOwner(session, recording: key, mayAct: mayAct)
        }
        // Before that nobody knows who has helped of late.
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
                // Nobody runs it here: the next tenure takes it up.
                flows.tenure.end()
                return open
            }
            return try await pressedAgain(session, while: open, recording: key, mayAct: mayAct)
        }
        openRequests.opened(id, by: request.operator)
        if !flows.begin(.request(session)) {
            // The PBX has been lost meanwhile: whoever has it runs the request. That may be a later tenure of our own.
            router.close(CallID(id), session)
            if !router.contains(CallID(id)) { openRequests.closed(id, of: request.operator) }
        }
        return request
    }

    /// An operator's open request; `nil` when they have none, and are claimed for the one that must `begin` now.
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
