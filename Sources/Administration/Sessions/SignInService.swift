public import HelpDesk

/// Signs people in with a login and a password, and slows down whoever guesses.
public struct SignInService: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// - Parameter secret: of the new session; nobody can be shown it again.
        case signedIn(User, secret: String)
        /// Login or password; which of them, nobody is told.
        case wrong
        /// Too many attempts were made before this one, whose password was not looked at.
        case wait(Duration)
        /// Too many passwords are being digested; this one was not looked at.
        case busy
    }

    private let users: UserService
    private let sessions: SessionService
    private let throttle: any LoginThrottle
    private let audit: any AuditTrail

    public init(users: UserService, sessions: SessionService, throttle: any LoginThrottle, audit: any AuditTrail) {
        self.users = users
        self.sessions = sessions
        self.throttle = throttle
        self.audit = audit
    }

    /// - Parameters:
    ///   - address: where they are.
    ///   - old: the secret of the session that their browser has had so far; it ends.
    /// - Throws: what the stores throw.
    public func signIn(
        login: String, password: String, address: String, replacing old: String? = nil
    ) async throws -> Outcome {
        let login = UserDraft.normalized(login: login)
        if let wait = try await throttle.begin(login: login, address: address) { return .wait(wait) }
        let user: User?
        do {
            user = try await users.user(login: login, password: password)
        } catch {
            // Nobody has looked at the password.
            try await throttle.end(login: login, address: address, succeeded: false)
            if error as? AdministrationError == .busy { return .busy }
            throw error
        }
        guard let user else {
            await audit.note("sign_in_failed", "session", login)
            return .wrong
        }
        try await throttle.end(login: login, address: address, succeeded: true)
        if let old, let session = try await sessions.user(old) { try await sessions.end(session) }
        return .signedIn(user, secret: try await sessions.begin(.user(user)).secret)
    }
}
