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

    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// Begins a session, and forgets those that are over.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of its secret in hex.
    ///   - expiresAt: when it ends unless it is used before.
    ///   - endsAt: when it ends in any case.
    public func begin(
        _ holder: NewHolder, digest: String, at now: Date, expiresAt: Date, endsAt: Date
    ) async throws {
        try await database.writing { db in
            try db.execute(sql: "DELETE FROM sessions WHERE expiresAt <= ?", arguments: [now.storedMilliseconds])
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
        try await database.reading { db in
            let statement = try db.cachedStatement(
                sql: "SELECT user, guest, expiresAt, endsAt FROM sessions WHERE digest = ? AND expiresAt > ?")
            guard let row = try Row.fetchOne(statement, arguments: [digest, now.storedMilliseconds]) else { return nil }
            let holder: Holder
            if let guest: String = row["guest"] {
                holder = .guest(guest)
            } else {
                let id: String? = row["user"]
                guard let user = try UserDatabase.users("WHERE id = ? AND NOT isDisabled", [id], db).first else {
                    return nil
                }
                holder = .user(user)
            }
            return Session(
                holder: holder, expiresAt: Date(storedMilliseconds: row["expiresAt"]),
                endsAt: Date(storedMilliseconds: row["endsAt"]))
        }
    }

    /// Lets a session that is used live on.
    public func extend(digest: String, until date: Date) async throws {
        try await database.writing { db in
            try db.execute(
                sql: "UPDATE sessions SET expiresAt = min(?, endsAt) WHERE digest = ?",
                arguments: [date.storedMilliseconds, digest])
        }
    }

    public func end(digest: String) async throws {
        try await database.writing { db in
            try db.execute(sql: "DELETE FROM sessions WHERE digest = ?", arguments: [digest])
        }
    }

    static func endAll(of user: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM sessions WHERE user = ?", arguments: [user])
    }
}
