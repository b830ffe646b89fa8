import HelpDesk
import JSON

/// How one lookup gets in: the token or session that is shared by all lookups of a source, renewed at most once by each.
///
/// Belongs to one lookup, as its context does.
final class SourceAccess {
    private(set) var builder: RequestBuilder
    private let login: SourceLogin
    private let sessions: SessionKeeper
    /// Whether another one's session is of no use: somebody wants to see the login itself.
    private let asksAnew: Bool
    private var current: SessionKeeper.Session?
    private var hasRenewed = false
    /// What a CRM has let us in with, which is to be shown to nobody.
    private(set) var secrets: [String] = []

    init(builder: RequestBuilder, login: SourceLogin, sessions: SessionKeeper, asksAnew: Bool) {
        self.builder = builder
        self.login = login
        self.sessions = sessions
        self.asksAnew = asksAnew
    }

    /// Gets a token or session where the mapping needs one, and shows it to the context's programs.
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

    /// Gets a new one in place of the one that the CRM has refused.
    ///
    /// - Returns: `false` when that has been done once already.
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
