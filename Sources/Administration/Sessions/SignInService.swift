public import HelpDesk

/// Signs people in with a login and a password, and slows down whoever guesses.
public struct SignInService: Sendable {
    /// What came of an attempt to sign in.
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
    ///   - login: as it was typed.
    ///   - address: where they are.
    ///   - old: the secret of the session that their browser has had so far; it ends.
    /// - Throws: what the stores throw.
    public func signIn(
        login: String, password: String, address: String, replacing old: String? = nil
    ) async throws -> Outcome {
        let normalized = UserDraft.normalized(login: login)
        let counted = Self.counted(normalized)
        if let wait = try await throttle.begin(login: counted, address: address) { return .wait(wait) }
        let account: (user: User, password: String)?
        do {
            account = try await users.account(login: login, password: password)
        } catch {
            // Nobody has looked at the password.
            try await throttle.end(login: counted, address: address, succeeded: false)
            if error as? AdministrationError == .busy { return .busy }
            throw error
        }
        guard let account else { return await refused(normalized) }
        try await throttle.end(login: counted, address: address, succeeded: true)
        // Digesting takes its time, in which they may have been given another password.
        guard let begun = try await sessions.begin(account.user, password: account.password) else {
            return await refused(normalized)
        }
        if let old, let session = try await sessions.user(old) { try await sessions.end(session) }
        return .signedIn(account.user, secret: begun.secret)
    }

    private func refused(_ login: String) async -> Outcome {
        await audit.note("sign_in_failed", "session", login)
        return .wrong
    }

    /// What an attempt is counted under: what nobody can be called is one login, however it is written.
    private static func counted(_ login: String) -> String { UserDraft.isWord(login) ? login : "" }
}
