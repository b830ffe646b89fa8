import ConcurrencyPrimitives
import HelpDesk

/// A holder that passes a continuation to a job which must exist before the continuation does.
final class ResultPromise<Value: Sendable>: Sendable {
    private let continuation = Locked<CheckedContinuation<Value, any Error>?>(nil)

    func set(_ continuation: CheckedContinuation<Value, any Error>) {
        self.continuation.withLock { $0 = continuation }
    }

    func resume(with result: Result<Value, any Error>) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
    }
}
