import Foundation

/// The attempts to sign in to this process.
final class LoginThrottle: @unchecked Sendable {  // `attempts` is only touched under `lock`.
    private let lock = NSLock()
    private var attempts = LoginAttempts()
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// - Returns: how long to wait when the attempt is refused; `nil` lets it through.
    func begin(login: String, address: String) -> Duration? {
        lock.withLock { attempts.begin(login: login, address: address, at: now()) }
    }

    func end(login: String, address: String, succeeded: Bool) {
        lock.withLock { attempts.end(login: login, address: address, at: now(), succeeded: succeeded) }
    }
}
