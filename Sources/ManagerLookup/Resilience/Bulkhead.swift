import ConcurrencyPrimitives
import DequeModule
import HelpDesk

/// Limits the number of concurrent lookups at one source; further lookups wait in order of arrival.
///
/// A class with a lock: with an actor, removing a cancelled waiter from the queue would take an unawaited task.
final class Bulkhead: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct State {
        var free: Int
        var queue: Deque<(number: Int, waiter: Waiter)> = []
        /// Admitted but not resumed yet.
        ///
        /// A caller cancelled at this point must give its slot back.
        var admitted: Set<Int> = []
        var lastNumber = 0
    }

    private let state: Locked<State>

    /// - Parameter limit: the number of slots, at least 1.
    init(limit: Int) {
        state = Locked(State(free: limit))
    }

    /// The number of waiting lookups.
    var waitingCount: Int {
        state.withLock { $0.queue.count }
    }

    /// Waits for a free slot.
    ///
    /// Every call that returns must be paired with ``leave()``.
    ///
    /// - Parameter deadline: the end of the wait.
    /// - Throws: ``LookupFailure`` with the result `timeout` if no slot is free by the deadline, `CancellationError` if
    ///   the calling task is cancelled while it waits.
    func enter(until deadline: ContinuousClock.Instant) async throws {
        guard let number = enterAtOnce() else { return }
        do {
            let full = LookupFailure.timeout("too many lookups are under way there; raise maximumConcurrent", nil)
            try await withDeadline(deadline, throwing: full) { try await self.wait(number) }
        } catch {
            if goOn(number) { leave() }
            throw error
        }
        _ = goOn(number)
    }

    /// - Returns: `nil` if a slot was free, otherwise the number to wait with.
    private func enterAtOnce() -> Int? {
        state.withLock { state in
            state.lastNumber += 1
            guard state.free == 0 else {
                state.free -= 1
                return nil
            }
            return state.lastNumber
        }
    }

    private func wait(_ number: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    // A slot was freed in the meantime.
                    if state.free > 0 {
                        state.free -= 1
                        state.admitted.insert(number)
                        return .success(())
                    }
                    state.queue.append((number, waiter))
                    return nil
                }
                if let result { waiter.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.queue.firstIndex { $0.number == number }.map { state.queue.remove(at: $0).waiter }
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// - Returns: whether the waiter was admitted.
    private func goOn(_ number: Int) -> Bool {
        state.withLock { $0.admitted.remove(number) != nil }
    }

    /// Gives the slot to the next waiter.
    func leave() {
        let next = state.withLock { state -> Waiter? in
            guard let next = state.queue.popFirst() else {
                state.free += 1
                return nil
            }
            state.admitted.insert(next.number)
            return next.waiter
        }
        next?.resume()
    }
}
