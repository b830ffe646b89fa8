import ConcurrencyPrimitives
import DequeModule
import HelpDesk

/// Lets a limited number of lookups be under way at one source; the others wait in the order of their coming.
///
/// A class with a lock: an actor's waiters could leave their queue on cancellation only through a task that nobody awaits.
final class Bulkhead: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct State {
        var free: Int
        var queue: Deque<(number: Int, waiter: Waiter)> = []
        /// Let in, and not gone on yet: whoever gives up in that moment has a place to give back.
        var admitted: Set<Int> = []
        var lastNumber = 0
    }

    private let state: Locked<State>

    /// - Parameter limit: how many may be inside at once, at least 1.
    init(limit: Int) {
        state = Locked(State(free: limit))
    }

    /// How many wait to be let in.
    var waitingCount: Int {
        state.withLock { $0.queue.count }
    }

    /// Goes in once there is room; who is in has to ``leave()``.
    ///
    /// - Parameter deadline: until when to wait.
    /// - Throws: ``LookupFailure`` with the result `timeout` when there is no room until the deadline,
    ///   `CancellationError` when the calling task is cancelled while it waits.
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

    /// - Returns: `nil` when there was room, otherwise the number to wait with.
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
                    // Somebody has left since.
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

    /// - Returns: whether this one was let in.
    private func goOn(_ number: Int) -> Bool {
        state.withLock { $0.admitted.remove(number) != nil }
    }

    /// Gives the place to the next one.
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
