public import Foundation
import GRDB

/// API tokens: their digests, never themselves.
public struct TokenDatabase: Sendable {
    public struct Token: Sendable, Equatable {
        public var id: String
        public var name: String
        public var scopes: [String]
        public var createdAt: Date
        /// `nil` when it is valid until it is revoked.
        public var expiresAt: Date?

        public init(id: String, name: String, scopes: [String], createdAt: Date, expiresAt: Date?) {
            self.id = id
            self.name = name
            self.scopes = scopes
            self.createdAt = createdAt
            self.expiresAt = expiresAt
        }
    }

    static let table = "tokens"
    private static let kind = "token"

    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// Oldest first.
    public func tokens() async throws -> [Token] {
        try await database.reading { db in try Self.tokens("ORDER BY createdAt, id", [], database.damage, db) }
    }

    public func token(_ id: String) async throws -> Token? {
        try await database.reading { db in try Self.tokens("WHERE id = ?", [id], database.damage, db).first }
    }

    /// The token of a digest, unless it has expired.
    ///
    /// - Parameter digest: SHA-256 of the token in hex.
    public func valid(digest: String, at now: Date = Date()) async throws -> Token? {
        try await database.reading { db in
            try Self.tokens(
                "WHERE digest = ? AND (expiresAt IS NULL OR expiresAt > ?)", [digest, now.storedMilliseconds],
                database.damage, db
            ).first
        }
    }

    /// - Parameter author: whom the audit log names.
    public func add(_ token: Token, digest: String, by author: String) async throws {
        try await database.writing { db in
            try db.execute(
                sql: """
                    INSERT INTO tokens (id, name, digest, scopes, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.id, token.name, digest, try StoredJSON.text(token.scopes),
                    token.createdAt.storedMilliseconds, token.expiresAt?.storedMilliseconds,
                ])
            try AuditLog.note("added", Self.kind, token.id, by: author, db)
        }
    }

    /// - Returns: whether the token is there and was as `expected`.
    public func change(_ token: Token, from expected: Token, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard try Self.tokens("WHERE id = ?", [token.id], database.damage, db).first == expected else {
                return false
            }
            try db.execute(
                sql: "UPDATE tokens SET name = ?, scopes = ?, expiresAt = ? WHERE id = ?",
                arguments: [
                    token.name, try StoredJSON.text(token.scopes), token.expiresAt?.storedMilliseconds, token.id,
                ])
            if token != expected { try AuditLog.note("changed", Self.kind, token.id, by: author, db) }
            return true
        }
    }

    /// - Returns: whether there was one.
    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            try db.execute(sql: "DELETE FROM tokens WHERE id = ?", arguments: [id])
            guard db.changesCount == 1 else { return false }
            try AuditLog.note("removed", Self.kind, id, by: author, db)
            return true
        }
    }

    /// One that cannot be read is left out: it opens nothing.
    private static func tokens(
        _ condition: String, _ arguments: StatementArguments, _ damage: DamagedRows, _ db: Database
    ) throws -> [Token] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name, scopes, createdAt, expiresAt FROM tokens \(condition)")
        return damage.readable(try Row.fetchAll(statement, arguments: arguments), of: table, key: "id", Token.init)
    }
}

extension TokenDatabase.Token {
    init(_ row: Row) throws {
        let expiresAt = try row.value("expiresAt", as: Int64?.self)
        self.init(
            id: try row.value("id"), name: try row.value("name"), scopes: try row.json("scopes"),
            createdAt: try row.date("createdAt"), expiresAt: try expiresAt.map { _ in try row.date("expiresAt") })
    }
}
