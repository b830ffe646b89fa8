import HelpDesk

/// The idempotency keys whose first request has not been answered yet.
final class KeysInFlight: Sendable {
    private let keys = Locked<Set<String>>([])

    /// - Returns: whether the key was free, and is taken now.
    func take(_ key: String) -> Bool {
        keys.withLock { $0.insert(key).inserted }
    }

    func release(_ key: String) {
        keys.withLock { _ = $0.remove(key) }
    }
}
