import ConcurrencyPrimitives
import HelpDesk

/// A record of whether the peer has sent anything since it was last probed.
final class Liveness: Sendable {
    private let isWaiting = Locked(false)

    /// Records that the peer sent something.
    func heard() {
        isWaiting.withLock { $0 = false }
    }

    /// Records that a probe is about to be sent.
    ///
    /// - Returns: `false` if the previous probe is still unanswered.
    func beginProbe() -> Bool {
        isWaiting.withLock { isWaiting in
            guard !isWaiting else { return false }
            isWaiting = true
            return true
        }
    }
}
