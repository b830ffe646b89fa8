public import Administration
public import Foundation
import GRDB

/// The API tokens, with their digests only.
public struct SQLiteTokenStore: TokenStore {
    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    public func tokens() async throws -> [APIToken] {
        try await database.reading { db in try tokens(.all, db) }
    }

    public func token(_ id: String) async throws -> APIToken? {
        try await database.reading { db in try tokens(.named(id), db).first }
    }

    public func valid(digest: String, at now: Date = Date()) async throws -> APIToken? {
        try await database.reading { db in
            try tokens(.valid(digest: digest, at: now), db).first
        }
    }

    public func add(_ token: APIToken, digest: String, by author: String) async throws {
        try await database.writing { db in
            try TokenRow.insertion(of: token, digest: digest).execute(db)
            try AuditRow.note("added", TokenRow.kind, token.id, by: author, at: database.clock.timestamp, db)
        }
    }

    public func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard try tokens(.named(token.id), db).first == expected else {
                return false
            }
            try TokenRow.update(to: token).execute(db)
            if token != expected {
                try AuditRow.note("changed", TokenRow.kind, token.id, by: author, at: database.clock.timestamp, db)
            }
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            try TokenRow.deletion(of: id).execute(db)
            guard db.changesCount == 1 else { return false }
            try AuditRow.note("removed", TokenRow.kind, id, by: author, at: database.clock.timestamp, db)
            return true
        }
    }

    private func tokens(_ selection: TokenRow.Selection, _ db: Database) throws -> [APIToken] {
        TokenRow.tokens(try selection.statement.rows(db), database.damage)
    }
}
