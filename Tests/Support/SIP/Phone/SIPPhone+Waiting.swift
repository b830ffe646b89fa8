import NIOCore

/// Somebody who waits for something to happen at the phone.
struct Waiter {
    /// Resumes the waiter and returns true when it has happened.
    let poll: (isolated SIPPhone) -> Bool
    let fail: (any Error) -> Void
    let timer: Scheduled<Void>
}

extension SIPPhone {
    /// Waits for the next incoming call that no earlier `waitForCall` has returned.
    ///
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    @discardableResult
    public func waitForCall(timeout: Duration = .seconds(120)) async throws -> SIPIncomingCall {
        try await wait(for: "a call", timeout: timeout) { phone in
            phone.unclaimedCalls.isEmpty ? nil : phone.unclaimedCalls.removeFirst()
        }
    }

    /// Waits until a call stands; returns at once when it has stood before.
    ///
    /// - Parameter callID: Default: the last call at the time when this is checked.
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    @discardableResult
    public func waitUntilAnswered(_ callID: String? = nil, timeout: Duration = .seconds(120)) async throws
        -> SIPPhoneEvent
    {
        try await waitForEvent("the answer", callID, timeout) { if case .answered = $0 { true } else { false } }
    }

    /// Waits until a call that stood is over.
    ///
    /// - Parameter callID: Default: the last call at the time when this is checked.
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    @discardableResult
    public func waitUntilEnded(_ callID: String? = nil, timeout: Duration = .seconds(120)) async throws
        -> SIPPhoneEvent
    {
        try await waitForEvent("the end of the call", callID, timeout) { if case .ended = $0 { true } else { false } }
    }

    /// Waits until the caller has given up before the answer.
    ///
    /// - Parameter callID: Default: the last call at the time when this is checked.
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    @discardableResult
    public func waitUntilCancelled(_ callID: String? = nil, timeout: Duration = .seconds(120)) async throws
        -> SIPPhoneEvent
    {
        try await waitForEvent("a CANCEL", callID, timeout) { if case .cancelled = $0 { true } else { false } }
    }

    /// Waits until a tone makes up most of the last half second that was heard, in a call that is not over.
    ///
    /// - Parameters:
    ///   - frequency: In hertz.
    ///   - callID: Default: the last call at the time when this is checked.
    ///   - start: Where in the call's recording that half second may begin at the earliest, in samples; default: what
    ///     was heard before does not count.
    ///   - threshold: In decibels of the whole, see ``ToneDetector/hears(_:in:threshold:)``.
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    public func waitUntilHearing(
        tone frequency: Int, _ callID: String? = nil, from start: Int? = nil, threshold: Double = -10,
        timeout: Duration = .seconds(120)
    ) async throws {
        let heard = calls.mapValues { $0.media?.recorder.count ?? 0 }
        try await wait(for: "a tone of \(frequency) Hz", timeout: timeout) { phone -> Void? in
            guard let call = callID.map({ phone.calls[$0] }) ?? phone.lastCall, !call.isOver,
                let recorder = call.media?.recorder,
                recorder.count >= (start ?? heard[call.callID] ?? 0) + 4000,
                ToneDetector().hears(frequency, in: Array(recorder.samples.suffix(4000)), threshold: threshold)
            else { return nil }
            return ()
        }
    }

    /// Waits until so much was recorded since the first packet of the last call, gaps included.
    ///
    /// Asterisk sends nothing at all while it has nothing to say: silence at the end does not count.
    ///
    /// - Throws: ``SIPPhoneError/timedOut(phone:waitingFor:after:history:)``.
    public func waitUntilRecorded(_ duration: Duration, timeout: Duration = .seconds(120)) async throws {
        let samples = Int(duration / .microseconds(125))
        try await wait(for: "\(duration) of audio", timeout: timeout) { phone -> Void? in
            (phone.lastCall?.media?.recorder.samples.count ?? 0) >= samples ? () : nil
        }
    }

    private func waitForEvent(
        _ what: String, _ callID: String?, _ timeout: Duration,
        _ isWanted: @escaping @Sendable (SIPPhoneEvent.Kind) -> Bool
    ) async throws -> SIPPhoneEvent {
        try await wait(for: what, timeout: timeout) { phone in
            guard let wanted = callID ?? phone.callOrder.last else { return nil }
            return phone.history.first { $0.callID == wanted && isWanted($0.kind) }
        }
    }

    /// Waits until a condition returns something. It is asked at once, after each event, and every 100 ms for
    /// the sake of audio, which arrives without events.
    func wait<Value: Sendable>(
        for what: String, timeout: Duration,
        until condition: @escaping @Sendable (isolated SIPPhone) -> Value?
    ) async throws -> Value {
        if let value = condition(self) { return value }
        guard !isStopped else { throw SIPPhoneError.stopped(phone: number) }
        let id = nextWaiter
        nextWaiter += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let timer = schedule(in: TimeAmount(timeout)) { phone in
                    phone.failWaiter(
                        id,
                        SIPPhoneError.timedOut(
                            phone: phone.number, waitingFor: what, after: timeout,
                            history: phone.history.suffix(20).map(\.summary)))
                }
                waiters[id] = Waiter(
                    poll: { phone in
                        guard let value = condition(phone) else { return false }
                        continuation.resume(returning: value)
                        return true
                    }, fail: { continuation.resume(throwing: $0) }, timer: timer)
                if waiters.count == 1 { pollAgain() }
            }
        } onCancel: {
            eventLoop.execute { [weak self] in self?.assumeIsolated { $0.failWaiter(id, CancellationError()) } }
        }
    }

    private func pollAgain() {
        polling =
            polling
            ?? schedule(in: .milliseconds(100)) { phone in
                phone.polling = nil
                phone.pollWaiters()
                if !phone.waiters.isEmpty { phone.pollAgain() }
            }
    }

    func pollWaiters() {
        for (id, waiter) in waiters.sorted(by: { $0.key < $1.key }) where waiter.poll(self) {
            waiter.timer.cancel()
            waiters[id] = nil
        }
    }

    func failWaiter(_ id: Int, _ error: any Error) {
        guard let waiter = waiters.removeValue(forKey: id) else { return }
        waiter.timer.cancel()
        waiter.fail(error)
    }
}
