/// Lets one caller do what several want at the same time, and gives all of them what came out.
///
/// A class with a lock: an actor's waiters could leave their queue on cancellation only through a task that nobody awaits.
/// The lock is never held across a suspension.
package final class Coalescing<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// What the one who did the work has for the others; `nil` when they went away before they knew.
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, any Error>

    private struct State {
        /// Who waits for each work that is under way.
        var waiters: [Key: [Int: Waiter]] = [:]
        var lastNumber = 0
    }

    private let state = Locked(State())

    package init() {}

    /// How many callers wait for another one's work.
    package var waitingCount: Int {
        state.withLock { $0.waiters.values.reduce(0) { $0 + $1.count } }
    }

    /// Works, or waits for the one who is at it.
    ///
    /// - Parameters:
    ///   - key: what the work is; the same key is the same work.
    ///   - work: called by at most one caller of a key at a time, in the caller's own task.
    /// - Returns: the value, and whether it is another caller's.
    /// - Throws: what `work` throws, to everybody who waits; only when its caller was cancelled does the next one work.
    ///   `CancellationError` at once when the calling task is cancelled.
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

    /// Begins to work, unless somebody is at it. Whoever begins has to ``end(_:with:)``.
    package func begin(_ key: Key) -> Bool {
        state.withLock { state in
            guard state.waiters[key] == nil else { return false }
            state.waiters[key] = [:]
            return true
        }
    }

    /// Waits for the one who is at it.
    ///
    /// - Returns: what came out; `nil` when nobody is at it, or they went away before they knew.
    /// - Throws: `CancellationError` at once when the calling task is cancelled.
    package func wait(for key: Key) async throws -> Result<Value, any Error>? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let waits = state.withLock { state in
                    // Over between the question who is at it and this point: look again.
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

    /// Gives what came out to everybody who waits. A cancelled caller has learnt nothing: the next one begins.
    package func end(_ key: Key, with result: Result<Value, any Error>) {
        var shared: Result<Value, any Error>? = result
        if case .failure(let error) = result, error is CancellationError || Task.isCancelled { shared = nil }
        let waiters = state.withLock { $0.waiters.removeValue(forKey: key) ?? [:] }
        for waiter in waiters.values { waiter.resume(returning: shared) }
    }
}
