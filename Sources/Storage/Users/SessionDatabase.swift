public import Foundation
import GRDB

/// Who is signed in: digests of the sessions' secrets, never themselves.
public struct SessionDatabase: Sendable {
    /// Whose session it is.
    public enum Holder: Sendable, Equatable {
        case user(UserDatabase.User)
        /// Somebody who is no user; what is known of him is JSON.
        case guest(String)
    }

    /// Whose session is to begin.
    public enum NewHolder: Sendable, Equatable {
        case user(id: String)
        /// JSON.
        case guest(String)
    }

    public struct Session: Sendable, Equatable {
        public var holder: Holder
        /// When it ends unless it is used before.
        public var expiresAt: Date
        /// When it ends in any case.
        public var endsAt: Date
    }

    static let table = "sessions"

    private let database: HelpDeskDatabase
    private let extensions = SessionExtensions()

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// The time by which sessions end: the clock's, unless that cannot be believed.
    public var now: Date { database.clock.now }

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of its secret in hex.
    ///   - expiresAt: when it ends unless it is used before.
    ///   - endsAt: when it ends in any case.
    public func begin(
        _ holder: NewHolder, digest: String, at now: Date, expiresAt: Date, endsAt: Date
    ) async throws {
        try await database.writing { db in
            var (user, guest): (String?, String?) = (nil, nil)
            switch holder {
            case .user(let id): user = id
            case .guest(let text): guest = text
            }
            try db.execute(
                sql: """
                    INSERT INTO sessions (digest, user, guest, createdAt, expiresAt, endsAt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    digest, user, guest, now.storedMilliseconds, expiresAt.storedMilliseconds,
                    endsAt.storedMilliseconds,
                ])
        }
    }

    /// A session that is not over, of a user as he is now; `nil` when there is none.
    public func session(digest: String, at now: Date) async throws -> Session? {
        // Looked up first: once it is forgotten, the database that is read after that has it.
        let extended = extensions.date(digest: digest)
        let session: Session? = try await database.reading { db in
            let statement = try db.cachedStatement(
                sql: "SELECT user, guest, expiresAt, endsAt FROM sessions WHERE digest = ?")
            guard let row = try Row.fetchOne(statement, arguments: [digest]) else { return nil }
            // One that cannot be read is over.
            guard
                let stored = database.damage.readable("of a user or guest", of: Self.table, { try StoredSession(row) })
            else { return nil }
            return try stored.session(database.damage, db)
        }
        guard var session else { return nil }
        if let extended {
            session.expiresAt = max(session.expiresAt, min(extended, session.endsAt))
        }
        return session.expiresAt > now ? session : nil
    }

    /// Lets a session that is used live on; returns at once, and does not fail: a disk that takes nothing signs nobody out.
    public func extend(digest: String, until date: Date) {
        extensions.note(date, digest: digest)
        database.pool.asyncWrite(
            { db in
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
            try db.execute(sql: "DELETE FROM sessions WHERE digest = ?", arguments: [digest])
        }
        extensions.forget(digest: digest)
    }

    static func endAll(of user: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM sessions WHERE user = ?", arguments: [user])
    }
}
