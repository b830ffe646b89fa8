public import Administration
public import Foundation
import GRDB

/// API tokens: their digests, never themselves.
public struct TokenDatabase: TokenStore {
    static let table = "tokens"
    private static let kind = "token"

    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    public func tokens() async throws -> [APIToken] {
        try await database.reading { db in try Self.tokens("ORDER BY createdAt, id", [], database.damage, db) }
    }

    public func token(_ id: String) async throws -> APIToken? {
        try await database.reading { db in try Self.tokens("WHERE id = ?", [id], database.damage, db).first }
    }

    public func valid(digest: String, at now: Date = Date()) async throws -> APIToken? {
        try await database.reading { db in
            try Self.tokens(
                "WHERE digest = ? AND (expiresAt IS NULL OR expiresAt > ?)", [digest, now.storedMilliseconds],
                database.damage, db
            ).first
        }
    }

    public func add(_ token: APIToken, digest: String, by author: String) async throws {
        try await database.writing { db in
            try db.execute(
                sql: """
                    INSERT INTO tokens (id, name, digest, scopes, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.id, token.name, digest, try Self.text(token.scopes),
                    token.createdAt.storedMilliseconds, token.expiresAt?.storedMilliseconds,
                ])
            try AuditLog.note("added", Self.kind, token.id, by: author, db)
        }
    }

    public func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard try Self.tokens("WHERE id = ?", [token.id], database.damage, db).first == expected else {
                return false
            }
            try db.execute(
                sql: "UPDATE tokens SET name = ?, scopes = ?, expiresAt = ? WHERE id = ?",
                arguments: [
                    token.name, try Self.text(token.scopes), token.expiresAt?.storedMilliseconds, token.id,
                ])
            if token != expected { try AuditLog.note("changed", Self.kind, token.id, by: author, db) }
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            try db.execute(sql: "DELETE FROM tokens WHERE id = ?", arguments: [id])
            guard db.changesCount == 1 else { return false }
            try AuditLog.note("removed", Self.kind, id, by: author, db)
            return true
        }
    }

    private static func text(_ scopes: Set<Scope>) throws -> String {
        try StoredJSON.text(scopes.map(\.rawValue).sorted())
    }

    /// One that cannot be read is left out: it opens nothing.
    private static func tokens(
        _ condition: String, _ arguments: StatementArguments, _ damage: DamagedRows, _ db: Database
    ) throws -> [APIToken] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name, scopes, createdAt, expiresAt FROM tokens \(condition)")
        return damage.readable(try Row.fetchAll(statement, arguments: arguments), of: table, key: "id", APIToken.init)
    }
}

extension APIToken {
    init(_ row: Row) throws {
        let expiresAt = try row.value("expiresAt", as: Int64?.self)
        let words: [String] = try row.json("scopes")
        self.init(
            id: try row.value("id"), name: try row.value("name"),
            // A scope that only a newer program knows gives nothing here.
            scopes: Set(words.compactMap(Scope.init(rawValue:))),
            createdAt: try row.date("createdAt"), expiresAt: try expiresAt.map { _ in try row.date("expiresAt") })
    }
}
