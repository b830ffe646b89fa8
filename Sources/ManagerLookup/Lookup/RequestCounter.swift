import ConcurrencyPrimitives

/// Counts the requests of one lookup, whichever part of it sends them; one for a token may outlive it.
final class RequestCounter: Sendable {
    private let requests = Locked(0)

    var count: Int { requests.withLock { $0 } }

    func add() {
        requests.withLock { $0 += 1 }
    }
}
