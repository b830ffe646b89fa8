import Foundation
import HelpDesk
import Storage
import WebAPI

/// The database's sessions as the web server needs them. They are looked up anew each time: who is disabled or removed
/// by another process is out at once.
struct SessionAdapter: SessionDesk {
    private let users: UserDatabase
    private let sessions: SessionDatabase
    private let audit: any AuditTrail

    init(database: HelpDeskDatabase, audit: any AuditTrail) {
        self.audit = audit
        users = UserDatabase(database: database, indispensableRole: UserRole.admin.rawValue)
        sessions = SessionDatabase(database: database)
    }

    func account(login: String) async throws -> (user: UserRecord, password: String)? {
        try await users.account(login: login).map { (UserRecord($0.user), $0.password) }
    }

    var now: Date { sessions.now }

    func begin(_ session: SessionRecord, digest: String, at now: Date) async throws {
        let holder: SessionDatabase.NewHolder
        let author: String
        switch session.holder {
        case .user(let user): (holder, author) = (.user(id: user.id), Credential(user).id)
        case .embedded(let guest): (holder, author) = (.guest(try ResponseJSON.text(guest)), Credential(guest).id)
        }
        try await sessions.begin(
            holder, digest: digest, at: now, expiresAt: session.expiresAt, endsAt: session.endsAt)
        await Origin.with(author: author) { await audit.note("signed_in", "session", author) }
    }

    func session(digest: String, at now: Date) async throws -> SessionRecord? {
        guard let stored = try await sessions.session(digest: digest, at: now) else { return nil }
        let holder: SessionRecord.Holder
        switch stored.holder {
        case .user(let user):
            holder = .user(UserRecord(user))
        case .guest(let text):
            // One that cannot be read is over.
            guard let guest = try? JSONDecoder().decode(EmbeddedOperator.self, from: Data(text.utf8)) else {
                return nil
            }
            holder = .embedded(guest)
        }
        return SessionRecord(holder: holder, expiresAt: stored.expiresAt, endsAt: stored.endsAt)
    }

    func extend(digest: String, until date: Date) async {
        sessions.extend(digest: digest, until: date)
    }

    func end(digest: String) async throws {
        try await sessions.end(digest: digest)
        await audit.note("signed_out", "session", Origin.current?.author ?? "")
    }
}
