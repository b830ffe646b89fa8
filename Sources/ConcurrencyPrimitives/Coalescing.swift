/// Runs work once for all callers that want it at the same time, and gives all of them the result.
///
/// A class with a lock rather than an actor: an actor's cancelled waiters could leave their queue only through an
/// unawaited task. The lock is never held across a suspension.
package final class Coalescing<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Receives the result of the caller that does the work; `nil` if that caller was cancelled before it had one.
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, any Error>

    private struct State {
        /// The waiting callers, by the key of the work in progress.
        var waiters: [Key: [Int: Waiter]] = [:]
        var lastNumber = 0
    }

    private let state = Locked(State())

    package init() {}

    /// The number of callers that wait for another caller's work.
    package var waitingCount: Int {
        state.withLock { $0.waiters.values.reduce(0) { $0 + $1.count } }
    }

    /// Does the work, or waits for the caller that is already doing it.
    ///
    /// - Parameters:
    ///   - key: the identity of the work; the same key is the same work.
    ///   - work: called by at most one caller of a key at a time, in the caller's own task.
    /// - Returns: the value, and whether it is another caller's.
    /// - Throws: any error of `work`, to all waiting callers, unless its caller was cancelled: then the next caller
    ///   does the work. `CancellationError` at once if the calling task is cancelled.
    package func run(
        _ key: Key, _ work: () async throws -> Value
    ) async throws -> (value: Value, isShared: Bool) {
        while true {
            if begin(key) {
                do {
                    let value = try await work()
                    end(key, with: .success(value))
                    return (value, false)
                } catch {
                    end(key, with: .failure(error))
                    throw error
                }
            }
            if let result = try await wait(for: key) { return (try result.get(), true) }
        }
    }

    /// Begins the work, unless another caller is doing it.
    ///
    /// A caller that gets `true` must call ``end(_:with:)``.
    package func begin(_ key: Key) -> Bool {
        state.withLock { state in
            guard state.waiters[key] == nil else { return false }
            state.waiters[key] = [:]
            return true
        }
    }

    /// Waits for the caller that is doing the work.
    ///
    /// - Returns: the result; `nil` if no caller is doing the work, or its caller was cancelled before it had a result.
    /// - Throws: `CancellationError` at once if the calling task is cancelled.
    package func wait(for key: Key) async throws -> Result<Value, any Error>? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let waits = state.withLock { state in
                    // The work may have ended in the meantime: the caller starts over.
                    guard state.waiters[key] != nil, !Task.isCancelled else { return false }
                    state.waiters[key]?[number] = waiter
                    return true
                }
                if waits { return }
                if Task.isCancelled {
                    waiter.resume(throwing: CancellationError())
                } else {
                    waiter.resume(returning: nil)
                }
            }
        } onCancel: {
            state.withLock { $0.waiters[key]?.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    /// Ends the work and resumes all waiting callers with the result; after a cancellation, with `nil`, so that the
    /// next caller begins.
    package func end(_ key: Key, with result: Result<Value, any Error>) {
        var shared: Result<Value, any Error>? = result
        if case .failure(let error) = result, error is CancellationError || Task.isCancelled { shared = nil }
        let waiters = state.withLock { $0.waiters.removeValue(forKey: key) ?? [:] }
        for waiter in waiters.values { waiter.resume(returning: shared) }
    }
}
