import ConcurrencyPrimitives
import HelpDesk

/// The attempts to sign in to this process.
final class LoginThrottle: Sendable {
    private let attempts = Locked(LoginAttempts())
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// - Returns: how long to wait when the attempt is refused; `nil` lets it through.
    func begin(login: String, address: String) -> Duration? {
        attempts.withLock { $0.begin(login: login, address: address, at: now()) }
    }

    func end(login: String, address: String, succeeded: Bool) {
        attempts.withLock { $0.end(login: login, address: address, at: now(), succeeded: succeeded) }
    }
}
