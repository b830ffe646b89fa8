import Foundation

/// Carries a continuation to a job that had to exist before the continuation did.
///
/// `@unchecked Sendable`: `continuation` is guarded by `lock`.
final class ResultPromise<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: CheckedContinuation<Value, any Error>?

    func set(_ continuation: CheckedContinuation<Value, any Error>) {
        lock.withLock { self.continuation = continuation }
    }

    func resume(with result: Result<Value, any Error>) {
        lock.withLock {
            defer { continuation = nil }
            return continuation
        }?.resume(with: result)
    }
}
