import ConcurrencyPrimitives

/// Slows down whoever guesses passwords, by the rules of ``LoginAttempts``.
public protocol LoginThrottle: Sendable {
    /// Notes an attempt before its password is looked at.
    ///
    /// - Returns: how long to wait when the attempt is refused; `nil` lets it through.
    func begin(login: String, address: String) async throws -> Duration?
    /// Takes an attempt back: the password was right, or nobody has looked at it.
    func end(login: String, address: String, succeeded: Bool) async throws
}

/// The attempts to sign in to this process.
public final class InMemoryLoginThrottle: LoginThrottle {
    private let attempts = Locked(LoginAttempts())
    private let elapsed: @Sendable () -> Duration

    public convenience init() {
        let start = ContinuousClock.now
        self.init { start.duration(to: .now) }
    }

    /// - Parameter elapsed: the time since some moment.
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
