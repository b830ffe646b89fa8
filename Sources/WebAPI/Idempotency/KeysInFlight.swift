import Foundation

/// The idempotency keys whose first request has not been answered yet.
final class KeysInFlight: @unchecked Sendable {  // `keys` is only touched under `lock`.
    private let lock = NSLock()
    private var keys: Set<String> = []

    /// - Returns: whether the key was free, and is taken now.
    func take(_ key: String) -> Bool {
        lock.withLock { keys.insert(key).inserted }
    }

    func release(_ key: String) {
        lock.withLock { _ = keys.remove(key) }
    }
}
