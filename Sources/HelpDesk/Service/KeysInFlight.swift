import ConcurrencyPrimitives

/// The idempotency keys whose submissions are being handled.
final class KeysInFlight: Sendable {
    private let keys = Locked<Set<String>>([])

    /// - Returns: whether the key was free and is now held.
    func hold(_ key: IdempotencyKey) -> Bool {
        keys.withLock { $0.insert(key.text).inserted }
    }

    func release(_ key: IdempotencyKey) {
        keys.withLock { _ = $0.remove(key.text) }
    }
}
