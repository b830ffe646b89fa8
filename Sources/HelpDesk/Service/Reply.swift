import ConcurrencyPrimitives

/// The answer to something that was asked of a request.
public enum OrderAnswer: Sendable, Equatable, Codable {
    /// The request, as it is stored after that.
    case followed(HelpRequest)
    case refused(CallFlow.Refusal)
    /// It was decided, but could not be stored; the reason.
    case notStored(String)
}

/// Takes one answer: `nil` when the event is lost, because the request is over or the bridge stops.
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
