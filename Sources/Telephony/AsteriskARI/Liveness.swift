import ConcurrencyPrimitives
import HelpDesk

/// Remembers whether the peer has said anything since it was last probed.
final class Liveness: Sendable {
    private let isWaiting = Locked(false)

    /// The peer said something.
    func heard() {
        isWaiting.withLock { $0 = false }
    }

    /// A probe is about to be sent.
    ///
    /// - Returns: `false` when the one before is still unanswered.
    func beginProbe() -> Bool {
        isWaiting.withLock { isWaiting in
            guard !isWaiting else { return false }
            isWaiting = true
            return true
        }
    }
}
