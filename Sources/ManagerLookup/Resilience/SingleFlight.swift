import HelpDesk

/// Lets one caller do what several want at the same time, and gives all of them what came out.
///
/// A class with a lock: an actor's waiters could leave their queue on cancellation only through a task that nobody
/// awaits. The lock is never held across a suspension.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// What the one who did it has for the others; `nil` when he went away before he knew.
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, any Error>

    private struct Flight {
        var waiters: [Int: Waiter] = [:]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var lastNumber = 0
    }

    private let state = Locked(State())

    /// How many callers wait for another one's work.
    var waitingCount: Int {
        state.withLock { $0.flights.values.reduce(0) { $0 + $1.waiters.count } }
    }

    /// Works, or waits for the one who is at it.
    ///
    /// - Parameters:
    ///   - key: what the work is; the same key is the same work.
    ///   - deadline: until when to wait for another caller; the work itself has to look at the time.
    ///   - work: called by at most one caller of a key at a time, in the caller's own task.
    /// - Returns: the value, and whether it is another caller's.
    /// - Throws: what `work` throws, to everybody who waits. Only when its caller was cancelled does the next one work.
    ///   ``LookupFailure`` with the result `timeout` at the deadline.
    func run(
        _ key: Key, waitingUntil deadline: ContinuousClock.Instant? = nil, _ work: () async throws -> Value
    ) async throws -> (value: Value, isShared: Bool) {
        while true {
            if takeOff(key) {
                do {
                    let value = try await work()
                    land(key, with: .success(value))
                    return (value, false)
                } catch {
                    land(key, with: .failure(error))
                    throw error
                }
            }
            if let result = try await wait(for: key, until: deadline) { return (try result.get(), true) }
        }
    }

    /// Begins to work, unless somebody is at it. Who begins has to ``land(_:with:)``.
    ///
    /// With ``wait(for:until:)`` this is what ``run(_:waitingUntil:_:)`` does, for callers that are so many that its two
    /// closures' memory counts.
    func takeOff(_ key: Key) -> Bool {
        state.withLock { state in
            guard state.flights[key] == nil else { return false }
            state.flights[key] = Flight()
            return true
        }
    }

    /// Waits for the one who is at it.
    ///
    /// - Returns: what came out; `nil` when he went away before he knew.
    /// - Throws: ``LookupFailure`` with the result `timeout` at the deadline, `CancellationError`.
    func wait(for key: Key, until deadline: ContinuousClock.Instant?) async throws -> Result<Value, any Error>? {
        guard let deadline else { return try await wait(for: key) }
        return try await withDeadline(deadline) { try await self.wait(for: key) }
    }

    private func wait(for key: Key) async throws -> Result<Value, any Error>? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let isOver = state.withLock { state in
                    // Landed between the question who is at it and this point: look again.
                    guard state.flights[key] != nil, !Task.isCancelled else { return true }
                    state.flights[key]?.waiters[number] = waiter
                    return false
                }
                if !isOver { return }
                if Task.isCancelled {
                    waiter.resume(throwing: CancellationError())
                } else {
                    waiter.resume(returning: nil)
                }
            }
        } onCancel: {
            state.withLock { $0.flights[key]?.waiters.removeValue(forKey: number) }?
                .resume(throwing: CancellationError())
        }
    }

    /// Gives what came out to everybody who waits. A cancelled caller has learnt nothing: the next one takes off.
    func land(_ key: Key, with result: Result<Value, any Error>) {
        var shared: Result<Value, any Error>? = result
        if case .failure(let error) = result, error is CancellationError || Task.isCancelled { shared = nil }
        let waiters = state.withLock { $0.flights.removeValue(forKey: key)?.waiters ?? [:] }
        for waiter in waiters.values { waiter.resume(returning: shared) }
    }
}
