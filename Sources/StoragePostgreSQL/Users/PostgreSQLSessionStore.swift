package import Administration
package import Foundation
import HelpDesk
import PostgreSQL
import Storage

/// The sessions of people signed in at any bridge, with digests of their secrets only.
package struct PostgreSQLSessionStore: SessionStore {
    private let database: PostgreSQLDatabase
    private let extensions = SessionExtensions()

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    /// The time by which sessions expire: the clock's, unless that is implausible.
    package var now: Date { database.clock.now }

    package func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool {
        let author = session.holder.author
        let insertion = try SessionRow.insertion(
            of: session, digest: digest, at: now, password: password, keepingUser: SQLRowLock.shared.rawValue)
        return try await database.writing { transaction in
            guard try await transaction.query(insertion).count == 1 else { return false }
            try await transaction.query(
                AuditRow.insertion("signed_in", SessionRow.kind, author, by: author, at: database.clock.timestamp))
            return true
        }
    }

    package func session(digest: String, at now: Date) async throws -> Session? {
        // Read before the database: an extension is forgotten only once it is in the database.
        let extended = extensions.date(digest: digest)
        guard let row = try await database.rows(SessionRow.selection(digest: digest)).first,
            // An unreadable session has ended.
            let stored = database.damage.readable(
                "of a user or guest", of: SessionRow.table, { try StoredSession(row) }),
            var session = stored.session(of: try await enabled(stored.user))
        else { return nil }
        if let extended {
            session.expiresAt = max(session.expiresAt, min(extended, session.endsAt))
        }
        return session.expiresAt > now ? session : nil
    }

    /// Returns the user of a session, unless they may no longer sign in.
    private func enabled(_ id: String?) async throws -> User? {
        guard let id else { return nil }
        let rows = try await database.rows(UserRow.Selection.enabled(id).statement)
        return UserRow.users(rows, database.damage).first
    }

    package func extend(digest: String, until date: Date) {
        extensions.note(date, digest: digest)
        let update = SQLStatement(
            "UPDATE sessions SET expiresAt = least(?, endsAt) WHERE digest = ?",
            [.integer(date.storedMilliseconds), .text(digest)])
        database.pool.submit([PostgreSQLStatement(update)], isLast: true) { [extensions] outcome in
            // If it failed, the extension in memory stays valid.
            if case .success = outcome { extensions.written(date, digest: digest) }
        }
    }

    package func end(digest: String) async throws {
        try await database.writing { transaction in
            try await transaction.query(SessionRow.deletion(digest: digest))
            let author = Origin.current?.author ?? ""
            try await transaction.query(
                AuditRow.insertion("signed_out", SessionRow.kind, author, by: author, at: database.clock.timestamp))
        }
        extensions.forget(digest: digest)
    }
}
