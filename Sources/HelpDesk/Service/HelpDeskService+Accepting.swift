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
        _ draft: HelpRequestDraft, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest {
        try await accept(try session(for: draft, arrivedOn: nil), by: Submitter(mayAct: mayAct))
    }

    /// Like ``submit(_:mayAct:)``, but only once for each key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - draft: the draft of the request.
    ///   - key: the key, committed together with the request; `nil` if none was given.
    ///   - mayAct: also checked for the request that a repetition would return.
    /// - Throws: `HelpDeskError`, including `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    public func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission {
        guard let key else { return .accepted(try await submit(draft, mayAct: mayAct)) }
        guard keysInFlight.hold(key) else { throw .idempotencyKeyInFlight }
        defer { keysInFlight.release(key) }
        let submitter = Submitter(key: key, mayAct: mayAct)
        // A repetition gets its earlier answer even if the draft is no longer valid.
        let valid = Result { () throws(HelpDeskError) in try self.session(for: draft, arrivedOn: nil) }
        if case .success(let session) = valid, let new = try await beginAtOnce(session, by: submitter) { return new }
        if let earlier = try await earlierSubmission(of: submitter, as: try? valid.get()) { return earlier }
        let session = try valid.get()
        do throws(HelpDeskError) {
            return .accepted(try await accept(session, by: submitter))
        } catch {
            // Another bridge may have taken the same submission in the same moment.
            if ports.forwarding != nil, let earlier = try? await earlierSubmission(of: submitter) { return earlier }
            throw error
        }
    }

    /// Submits a draft on the assumption that its key is new.
    ///
    /// - Returns: `nil` where the operator has an open request, or may have: what a repetition gets comes before that.
    private func beginAtOnce(
        _ session: HelpRequestSession, by submitter: Submitter
    ) async throws(HelpDeskError) -> Submission? {
        guard let flows = context.flows(of: session.pbx), flows.takenUp.isOpen,
            openRequests.claimAtOnce(session.caller)
        else { return nil }
        do throws(HelpDeskError) {
            return .accepted(try await begin(session, in: flows, by: submitter))
        } catch {
            if let earlier = try await earlierSubmission(of: submitter) { return earlier }
            throw error
        }
    }

    private func accept(
        _ session: HelpRequestSession, by submitter: Submitter
    ) async throws(HelpDeskError) -> HelpRequest {
        guard let flows = context.flows(of: session.pbx) else {
            return try await acceptForOwner(session, by: submitter)
        }
        if let open = try await openRequest(of: session.caller, in: flows) {
            return try await pressedAgain(session, while: open, by: submitter)
        }
        return try await begin(session, in: flows, by: submitter)
    }

    /// Stores a request for the owner of its PBX to run: another bridge, as far as is known.
    private func acceptForOwner(
        _ session: HelpRequestSession, by submitter: Submitter
    ) async throws(HelpDeskError) -> HelpRequest {
        guard ports.forwarding != nil else { throw .notRunning }
        let open = try await accessingStore { try await ports.store.openRequest(of: session.caller) }
        if let open { return try await pressedAgain(session, while: open, by: submitter) }
        do {
            return try await session.insert(under: nil, recording: submitter.key)
        } catch {
            guard let open = await takenMeanwhile(session) else { throw .notStored("\(error)") }
            if open.id == session.id { return open }
            return try await pressedAgain(session, while: open, by: submitter)
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

    /// Handles a press, by the operator or on their behalf, while a request of theirs is open.
    ///
    /// - Returns: the open request; if the press cancels it, as stored after that, provided that the answer comes in
    ///   time.
    private func pressedAgain(
        _ session: HelpRequestSession, while request: HelpRequest, by submitter: Submitter
    ) async throws(HelpDeskError) -> HelpRequest {
        guard submitter.mayAct(request) else { throw .alreadyAsked(session.caller) }
        let givesUp = session.secondPress == .cancel
        // Recorded first: otherwise a repetition after a failure would create a second request. What becomes of a
        // request that is given up is not known yet: its withdrawal completes the record.
        if let key = submitter.key {
            let record = IdempotencyRecord(key, request: request.id, snapshot: givesUp ? nil : request)
            try await accessingStore { try await ports.store.record(record) }
        }
        return givesUp ? try await withdraw(request, by: submitter) : request
    }

    /// The earlier submission with the same key; `nil` if the key is new.
    ///
    /// - Parameter repetition: the repeated submission; `nil` if it is no longer valid, or was just carried out.
    private func earlierSubmission(
        of submitter: Submitter, as repetition: HelpRequestSession? = nil
    ) async throws(HelpDeskError) -> Submission? {
        guard let key = submitter.key else { return nil }
        let earlier = try await accessingStore { try await ports.store.idempotencyRecord(key: key.text) }
        guard let earlier else { return nil }
        guard earlier.key.fingerprint == key.fingerprint else { throw .idempotencyKeyReused }
        var request = earlier.snapshot
        if request == nil { request = try await stored(earlier.request) }
        if let request, !submitter.mayAct(request) { throw .alreadyAsked(request.operator) }
        // A second press that failed after its key was recorded.
        if earlier.snapshot == nil, let open = request, !open.state.isEnd, repetition?.secondPress == .cancel {
            request = try await withdraw(open, by: submitter)
        }
        return .replayed(earlier.request, request)
    }

    /// Stores a request whose operator was claimed for it, and starts its flow.
    ///
    /// - Returns: the request, or the request that another bridge accepted at the same time, if any.
    func begin(
        _ session: HelpRequestSession, in flows: OwnedFlows, by submitter: Submitter
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
            return try await acceptForOwner(session, by: submitter)
        }
        // Until then, it is not known who helped recently.
        if flows.takenUp.isOpen { session.decide() }
        let request: HelpRequest
        do {
            request = try await session.insert(under: flows.tenure, recording: submitter.key)
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
            return try await pressedAgain(session, while: open, by: submitter)
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
