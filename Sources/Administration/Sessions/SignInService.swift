public import HelpDesk

/// The sign-in with a login and a password, which slows down guessing.
public struct SignInService: Sendable {
    /// The outcome of an attempt to sign in.
    public enum Outcome: Sendable, Equatable {
        /// - Parameter secret: the secret of the new session; it cannot be shown again.
        case signedIn(User, secret: String)
        /// The login or the password is wrong; nobody is told which.
        case wrong
        /// Too many attempts were made before this one, whose password was not checked.
        case wait(Duration)
        /// Too many passwords are being digested; this one was not checked.
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
    ///   - login: the login as typed.
    ///   - address: the client's address.
    ///   - old: the secret of their browser's previous session, which ends.
    /// - Throws: any error of the stores.
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
            // The password was not checked.
            try await throttle.end(login: counted, address: address, succeeded: false)
            if error as? AdministrationError == .busy { return .busy }
            throw error
        }
        guard let account else { return await refused(normalized) }
        try await throttle.end(login: counted, address: address, succeeded: true)
        // Digesting takes time, in which their password may have been replaced.
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

    /// Returns the login that an attempt is counted under: all texts that cannot be a login count as one.
    private static func counted(_ login: String) -> String { UserDraft.isWord(login) ? login : "" }
}
