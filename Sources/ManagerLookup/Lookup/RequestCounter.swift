import ConcurrencyPrimitives

/// Counts all requests of one lookup; a token request may outlive the lookup.
final class RequestCounter: Sendable {
    private let requests = Locked(0)

    var count: Int { requests.withLock { $0 } }

    func add() {
        requests.withLock { $0 += 1 }
    }
}
