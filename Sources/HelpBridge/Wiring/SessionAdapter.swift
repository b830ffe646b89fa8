import Foundation
import Storage
import WebAPI

/// The database's sessions as the web server needs them. They are looked up anew each time: who is disabled or removed
/// by another process is out at once.
struct SessionAdapter: SessionDesk {
    private let users: UserDatabase
    private let sessions: SessionDatabase

    init(database: HelpDeskDatabase) {
        users = UserDatabase(database: database, indispensableRole: UserRole.admin.rawValue)
        sessions = SessionDatabase(database: database)
    }

    func account(login: String) async throws -> (user: UserRecord, password: String)? {
        try await users.account(login: login).map { (UserRecord($0.user), $0.password) }
    }

    func begin(_ session: SessionRecord, digest: String, at now: Date) async throws {
        let holder: SessionDatabase.NewHolder =
            switch session.holder {
            case .user(let user): .user(id: user.id)
            case .embedded(let guest): .guest(try ResponseJSON.text(guest))
            }
        try await sessions.begin(
            holder, digest: digest, at: now, expiresAt: session.expiresAt, endsAt: session.endsAt)
    }

    func session(digest: String, at now: Date) async throws -> SessionRecord? {
        guard let stored = try await sessions.session(digest: digest, at: now) else { return nil }
        let holder: SessionRecord.Holder =
            switch stored.holder {
            case .user(let user): .user(UserRecord(user))
            case .guest(let text):
                .embedded(try JSONDecoder().decode(EmbeddedOperator.self, from: Data(text.utf8)))
            }
        return SessionRecord(holder: holder, expiresAt: stored.expiresAt, endsAt: stored.endsAt)
    }

    func extend(digest: String, until date: Date) async throws {
        try await sessions.extend(digest: digest, until: date)
    }

    func end(digest: String) async throws {
        try await sessions.end(digest: digest)
    }
}
