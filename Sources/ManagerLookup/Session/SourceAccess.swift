import HelpDesk
import JSON

/// One lookup's access to the session shared by all lookups of a source.
///
/// Each lookup renews it at most once.
///
/// Belongs to one lookup, like its context.
final class SourceAccess {
    private(set) var builder: RequestBuilder
    private let login: SourceLogin
    private let sessions: SessionKeeper
    /// Whether to log in even if a session exists, to show the login itself.
    private let asksAnew: Bool
    private var current: SessionKeeper.Session?
    private var hasRenewed = false
    /// The secrets of the session, which must be masked.
    private(set) var secrets: [String] = []

    init(builder: RequestBuilder, login: SourceLogin, sessions: SessionKeeper, asksAnew: Bool) {
        self.builder = builder
        self.login = login
        self.sessions = sessions
        self.asksAnew = asksAnew
    }

    /// Gets a token or session if the mapping needs one, and adds it to the programs' input.
    func enter(_ context: LookupContext) async throws {
        guard login.mapping.needsSession else { return }
        let session = try await session()
        current = session
        secrets += LoginSecrets.inSession(session.value)
        if login.mapping.login != nil {
            context.set("session", to: EncodedJSON(session.value))
        } else {
            context.set("token", to: EncodedJSON(session.value))
            builder.token = session.value.scalarText
        }
    }

    /// Replaces the session that the CRM refused.
    ///
    /// - Returns: `false` if this lookup already renewed it.
    func renew(_ context: LookupContext) async throws -> Bool {
        guard !hasRenewed else { return false }
        hasRenewed = true
        try await enter(context)
        return true
    }

    private func session() async throws -> SessionKeeper.Session {
        let login = login
        let refused = current?.serial ?? (asksAnew ? sessions.serial(for: key) : nil)
        let token = current?.value.scalarText
        return try await sessions.session(
            for: key, waitingUntil: login.asked.deadline, replacing: refused,
            finishing: { try await login.obtain(replacing: token) })
    }

    private var key: SessionKeeper.Key {
        SessionKeeper.Key(
            source: login.asked.source.id, baseURL: login.asked.source.baseURL, credentials: login.credentials)
    }
}
