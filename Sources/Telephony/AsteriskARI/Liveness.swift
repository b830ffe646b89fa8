import Foundation

/// Remembers whether the peer has said anything since it was last probed.
final class Liveness: @unchecked Sendable {  // every access to `isWaiting` is under `lock`
    private let lock = NSLock()
    private var isWaiting = false

    /// The peer said something.
    func heard() {
        lock.withLock { isWaiting = false }
    }

    /// A probe is about to be sent.
    ///
    /// - Returns: `false` when the one before is still unanswered.
    func beginProbe() -> Bool {
        lock.withLock {
            guard !isWaiting else { return false }
            isWaiting = true
            return true
        }
    }
}
