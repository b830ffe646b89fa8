import Foundation
import GRDB

/// Keeps OAuth refresh tokens that CRMs have given in place of the configured ones.
public struct RefreshTokens: Sendable {
    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// The token that replaced a configured one; `nil` when none did.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - configured: the token that stands in the source's credentials now; what replaced an earlier one is void.
    public func refreshToken(of source: String, replacing configured: String) async throws -> String? {
        do {
            return try await database.pool.read { db in
                try String.fetchOne(
                    db, sql: "SELECT token FROM refresh_tokens WHERE source = ? AND configured = ?",
                    arguments: [source, configured])
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Keeps a token in place of the one before; returns once it is on disk.
    public func keep(_ token: String, of source: String, replacing configured: String) async throws {
        do {
            try await database.pool.write { db in
                try db.execute(
                    sql: "INSERT OR REPLACE INTO refresh_tokens (source, configured, token) VALUES (?, ?, ?)",
                    arguments: [source, configured, token])
            }
        } catch {
            throw StorageError.translating(error)
        }
    }
}
