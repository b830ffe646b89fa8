public import Administration
public import Foundation
import GRDB
import HelpDesk

/// The sessions of signed-in people, with digests of their secrets only.
public struct SQLiteSessionStore: SessionStore {
    private let database: SQLiteDatabase
    private let extensions = SessionExtensions()

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    /// The time by which sessions expire: the clock's, unless that is implausible.
    public var now: Date { database.clock.now }

    public func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool {
        let author = session.holder.author
        let insertion = try SessionRow.insertion(of: session, digest: digest, at: now, password: password)
        return try await database.writing { db in
            try insertion.execute(db)
            guard db.changesCount == 1 else { return false }
            try AuditRow.note("signed_in", SessionRow.kind, author, by: author, at: database.clock.timestamp, db)
            return true
        }
    }

    public func session(digest: String, at now: Date) async throws -> Session? {
        // Read before the database: an extension is forgotten only once it is in the database.
        let extended = extensions.date(digest: digest)
        let session: Session? = try await database.reading { db in
            guard let row = try SessionRow.selection(digest: digest).rows(db).first else { return nil }
            // An unreadable session has ended.
            guard
                let stored = database.damage.readable(
                    "of a user or guest", of: SessionRow.table, { try StoredSession(row) })
            else { return nil }
            return try stored.session(database.damage, db)
        }
        guard var session else { return nil }
        if let extended {
            session.expiresAt = max(session.expiresAt, min(extended, session.endsAt))
        }
        return session.expiresAt > now ? session : nil
    }

    public func extend(digest: String, until date: Date) {
        extensions.note(date, digest: digest)
        database.pool.asyncWrite(
            { [database] db in
                try database.checkPlace()
                try db.cachedStatement(sql: "UPDATE sessions SET expiresAt = min(?, endsAt) WHERE digest = ?")
                    .execute(arguments: [date.storedMilliseconds, digest])
            },
            completion: { [extensions, health = database.writeHealth] _, outcome in
                switch outcome {
                case .success:
                    extensions.written(date, digest: digest)
                    health.note(nil)
                case .failure(let error):
                    health.note(StorageError.translating(error))
                }
            })
    }

    public func end(digest: String) async throws {
        try await database.writing { db in
            try SessionRow.deletion(digest: digest).execute(db)
            let author = Origin.current?.author ?? ""
            try AuditRow.note("signed_out", SessionRow.kind, author, by: author, at: database.clock.timestamp, db)
        }
        extensions.forget(digest: digest)
    }
}
