import ConcurrencyPrimitives

/// The answer to something that was asked of a request.
enum Answer: Sendable, Equatable {
    /// The request, as it is stored after that.
    case followed(HelpRequest)
    case refused(CallFlow.Refusal)
    /// It was decided, but could not be stored; the reason.
    case notStored(String)
}

/// Takes one answer: `nil` when the event is lost, because the request is over or the bridge stops.
final class Reply: Sendable {
    private let continuation: Locked<CheckedContinuation<Answer?, Never>?>

    init(_ continuation: CheckedContinuation<Answer?, Never>) {
        self.continuation = Locked(continuation)
    }

    deinit {
        give(nil)
    }

    func give(_ answer: Answer?) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: answer)
    }
}
