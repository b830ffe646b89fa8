import NIOConcurrencyHelpers

/// The idempotency keys whose first request has not been answered yet.
final class KeysInFlight: Sendable {
    private let keys = NIOLockedValueBox<Set<String>>([])

    /// - Returns: whether the key was free, and is taken now.
    func take(_ key: String) -> Bool {
        keys.withLockedValue { $0.insert(key).inserted }
    }

    func release(_ key: String) {
        keys.withLockedValue { _ = $0.remove(key) }
    }
}
