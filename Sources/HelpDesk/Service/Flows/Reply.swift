import ConcurrencyPrimitives

/// A receiver of one answer, which is `nil` if the event is lost because the request is over or the bridge is stopping.
final class Reply: Sendable {
    private let continuation: Locked<CheckedContinuation<OrderAnswer?, Never>?>

    init(_ continuation: CheckedContinuation<OrderAnswer?, Never>) {
        self.continuation = Locked(continuation)
    }

    deinit {
        give(nil)
    }

    func give(_ answer: OrderAnswer?) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: answer)
    }
}
