public import Administration
public import Foundation
import GRDB

/// API tokens: their digests, never themselves.
public struct SQLiteTokenStore: TokenStore {
    package static let table = "tokens"
    package static let kind = "token"

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
            try Self.insertion(of: token, digest: digest).execute(db)
            try SQLiteAuditLog.note("added", Self.kind, token.id, by: author, db)
        }
    }

    public func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard try tokens(.named(token.id), db).first == expected else {
                return false
            }
            try Self.update(to: token).execute(db)
            if token != expected { try SQLiteAuditLog.note("changed", Self.kind, token.id, by: author, db) }
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            try Self.deletion(of: id).execute(db)
            guard db.changesCount == 1 else { return false }
            try SQLiteAuditLog.note("removed", Self.kind, id, by: author, db)
            return true
        }
    }

    private func tokens(_ selection: Selection, _ db: Database) throws -> [APIToken] {
        Self.tokens(try selection.statement.rows(db), database.damage)
    }

    /// One that cannot be read is left out: it opens nothing.
    package static func tokens(_ rows: [some StoredRow], _ damage: DamagedRows) -> [APIToken] {
        damage.readable(rows, of: table, key: "id") { try APIToken($0) }
    }
}

/// What tokens are read and written with, in either database.
extension SQLiteTokenStore {
    package enum Selection {
        /// Oldest first.
        case all
        case named(String)
        case valid(digest: String, at: Date)

        package var statement: SQLStatement {
            let (condition, values): (String, [SQLValue]) =
                switch self {
                case .all: ("ORDER BY createdAt, id", [])
                case .named(let id): ("WHERE id = ?", [.text(id)])
                case .valid(let digest, let now):
                    (
                        "WHERE digest = ? AND (expiresAt IS NULL OR expiresAt > ?)",
                        [.text(digest), .integer(now.storedMilliseconds)]
                    )
                }
            return SQLStatement("SELECT id, name, scopes, createdAt, expiresAt FROM tokens \(condition)", values)
        }
    }

    package static func insertion(of token: APIToken, digest: String) throws -> SQLStatement {
        SQLStatement(
            "INSERT INTO tokens (id, name, digest, scopes, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .text(token.id), .text(token.name), .text(digest), .text(try text(token.scopes)),
                .integer(token.createdAt.storedMilliseconds), .integer(orNull: token.expiresAt?.storedMilliseconds),
            ])
    }

    package static func update(to token: APIToken) throws -> SQLStatement {
        SQLStatement(
            "UPDATE tokens SET name = ?, scopes = ?, expiresAt = ? WHERE id = ?",
            [
                .text(token.name), .text(try text(token.scopes)),
                .integer(orNull: token.expiresAt?.storedMilliseconds), .text(token.id),
            ])
    }

    package static func deletion(of id: String) -> SQLStatement {
        SQLStatement("DELETE FROM tokens WHERE id = ?", [.text(id)])
    }

    private static func text(_ scopes: Set<Scope>) throws -> String {
        try StoredJSON.text(scopes.map(\.rawValue).sorted())
    }
}

extension APIToken {
    init(_ row: some StoredRow) throws {
        let expiresAt = try row.optionalInteger("expiresAt")
        let words: [String] = try row.json("scopes")
        self.init(
            id: try row.string("id"), name: try row.string("name"),
            // A scope that only a newer program knows gives nothing here.
            scopes: Set(words.compactMap(Scope.init(rawValue:))),
            createdAt: try row.date("createdAt"), expiresAt: try expiresAt.map { _ in try row.date("expiresAt") })
    }
}
