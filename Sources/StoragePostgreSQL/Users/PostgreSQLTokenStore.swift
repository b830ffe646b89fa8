package import Administration
package import Foundation
import PostgreSQL
import Storage

/// The API tokens, with their digests only.
package struct PostgreSQLTokenStore: TokenStore {
    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    package func tokens() async throws -> [APIToken] { try await tokens(.all) }

    package func token(_ id: String) async throws -> APIToken? { try await tokens(.named(id)).first }

    package func valid(digest: String, at now: Date = Date()) async throws -> APIToken? {
        try await tokens(.valid(digest: digest, at: now)).first
    }

    package func add(_ token: APIToken, digest: String, by author: String) async throws {
        let insertion = try TokenRow.insertion(of: token, digest: digest)
        try await database.writing { transaction in
            try await transaction.query(insertion)
            try await note("added", token.id, by: author, transaction)
        }
    }

    package func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool {
        let update = try TokenRow.update(to: token)
        return try await database.writing { transaction in
            var selection = TokenRow.Selection.named(token.id).statement
            // Blocks concurrent changes.
            selection.text += " FOR UPDATE"
            let rows = try await transaction.query(selection).rows
            guard TokenRow.tokens(rows, database.damage).first == expected else { return false }
            try await transaction.query(update)
            if token != expected { try await note("changed", token.id, by: author, transaction) }
            return true
        }
    }

    package func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { transaction in
            guard try await transaction.query(TokenRow.deletion(of: id)).count == 1 else { return false }
            try await note("removed", id, by: author, transaction)
            return true
        }
    }

    private func note(
        _ action: String, _ id: String, by author: String, _ transaction: PostgreSQLTransaction
    ) async throws {
        try await transaction.query(
            AuditRow.insertion(action, TokenRow.kind, id, by: author, at: database.clock.timestamp))
    }

    private func tokens(_ selection: TokenRow.Selection) async throws -> [APIToken] {
        TokenRow.tokens(try await database.rows(selection.statement), database.damage)
    }
}
