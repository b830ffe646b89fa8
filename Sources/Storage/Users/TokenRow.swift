package import Administration
package import Foundation

/// A row of `tokens`, in either database.
package enum TokenRow {
    package static let table = "tokens"
    /// The kind in the audit log.
    package static let kind = "token"

    /// The tokens to read.
    package enum Selection {
        /// All tokens, oldest first.
        case all
        case named(String)
        case valid(digest: String, at: Date)

        /// The query.
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

    /// Returns the statement that adds a token; only the `digest` of its secret is stored.
    package static func insertion(of token: APIToken, digest: String) throws -> SQLStatement {
        SQLStatement(
            "INSERT INTO tokens (id, name, digest, scopes, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .text(token.id), .text(token.name), .text(digest), .text(try text(token.scopes)),
                .integer(token.createdAt.storedMilliseconds), .integer(orNull: token.expiresAt?.storedMilliseconds),
            ])
    }

    /// Returns the statement that writes the changeable parts of a token.
    package static func update(to token: APIToken) throws -> SQLStatement {
        SQLStatement(
            "UPDATE tokens SET name = ?, scopes = ?, expiresAt = ? WHERE id = ?",
            [
                .text(token.name), .text(try text(token.scopes)),
                .integer(orNull: token.expiresAt?.storedMilliseconds), .text(token.id),
            ])
    }

    /// Returns the statement that removes a token.
    package static func deletion(of id: String) -> SQLStatement {
        SQLStatement("DELETE FROM tokens WHERE id = ?", [.text(id)])
    }

    /// Returns the tokens; an unreadable one is skipped and grants no access.
    package static func tokens(_ rows: [some StoredRow], _ damage: DamagedRows) -> [APIToken] {
        damage.readable(rows, of: table, key: "id") { try APIToken($0) }
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
            // A scope that only a newer program knows grants nothing.
            scopes: Set(words.compactMap(Scope.init(rawValue:))),
            createdAt: try row.date("createdAt"), expiresAt: try expiresAt.map { _ in try row.date("expiresAt") })
    }
}
