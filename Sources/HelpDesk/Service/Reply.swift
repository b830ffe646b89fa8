import ConcurrencyPrimitives

/// What became of something that was asked of a request.
enum Answer: Sendable, Equatable {
    /// The request, as it is stored after that.
    case followed(HelpRequest)
    case refused(CallFlow.Refusal)
    /// It is decided, but the disk does not take it; why.
    case notStored(String)
}

/// Takes one answer. An event that is lost, since the request is over or the bridge stops, is answered by `nil`.
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
