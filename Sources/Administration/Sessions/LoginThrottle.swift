import ConcurrencyPrimitives

/// A throttle against the guessing of passwords, by the rules of ``LoginAttempts``.
public protocol LoginThrottle: Sendable {
    /// Counts an attempt before its password is checked.
    ///
    /// - Returns: the wait if the attempt is refused; `nil` if it is allowed.
    func begin(login: String, address: String) async throws -> Duration?
    /// Takes an attempt back: the password was right, or was not checked.
    func end(login: String, address: String, succeeded: Bool) async throws
}

/// A throttle of the attempts to sign in to this process.
public final class InMemoryLoginThrottle: LoginThrottle {
    private let attempts = Locked(LoginAttempts())
    private let elapsed: @Sendable () -> Duration

    public convenience init() {
        let start = ContinuousClock.now
        self.init { start.duration(to: .now) }
    }

    /// - Parameter elapsed: returns the time since a fixed moment.
    public init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    public func begin(login: String, address: String) -> Duration? {
        attempts.withLock { $0.begin(login: login, address: address, at: elapsed()) }
    }

    public func end(login: String, address: String, succeeded: Bool) {
        attempts.withLock { $0.end(login: login, address: address, at: elapsed(), succeeded: succeeded) }
    }
}
