public import Administration
import Foundation
import HelpDesk

/// A store of the OAuth refresh tokens that CRMs issued to replace the configured ones, sealed like those.
public struct SQLRefreshTokenStore: RefreshTokenStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    /// Returns the token that replaced a configured one; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - source: the ID of the lookup source.
    ///   - configured: the token in the source's credentials now; a replacement of an earlier one is void.
    ///   - origin: the origin that the token will be sent to; a token from another origin is not returned.
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)`` if the token cannot be opened.
    public func refreshToken(
        of source: String, replacing configured: String, from origin: String
    ) async throws -> String? {
        do {
            return try await database.read { [seal = database.seal] db in
                guard
                    let row = try db.row(
                        sql: "SELECT * FROM refresh_tokens WHERE source = ? AND coalesce(origin, ?) = ?",
                        arguments: [source, origin, origin])
                else { return nil }
                func opened(_ column: String) throws -> String {
                    try seal.openText(row.value(column), at: .refreshToken(of: source, column: column))
                }
                do {
                    return try opened("configured") == configured ? try opened("token") : nil
                } catch {
                    throw StorageError.unreadableRow(
                        table: "refresh_tokens", id: source, reason: "\(error); enter the source's refresh token anew")
                }
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Keeps a token in place of the one before, also when the calling task has been cancelled: the CRM takes the old
    /// one no more. Returns once it is on disk.
    public func keep(
        _ token: String, of source: String, replacing configured: String, from origin: String
    ) async throws {
        do {
            try await database.writeInAnyCase { [seal = database.seal] db in
                try db.execute(
                    sql: """
                        INSERT INTO refresh_tokens (source, configured, token, origin) VALUES (?, ?, ?, ?)
                        ON CONFLICT (source) DO UPDATE SET
                            configured = excluded.configured, token = excluded.token, origin = excluded.origin
                        """,
                    arguments: [
                        source, try seal.seal(configured, at: .refreshToken(of: source, column: "configured"), db),
                        try seal.seal(token, at: .refreshToken(of: source, column: "token"), db), origin,
                    ])
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Deletes the token of a source that was removed or has another mapping, origin or CA file; after a change of
    /// credentials, only if the token cannot be opened.
    ///
    /// - Parameter successor: the source from now on; `nil` if it was removed.
    static func forget(
        _ source: LookupSource, unlessOf successor: LookupSource?, _ seal: SecretSeal, _ db: any SQLTransaction
    ) throws {
        if let successor, successor.mapping == source.mapping, successor.origin == source.origin,
            successor.caFile == source.caFile
        {
            // Only an unreadable token is deleted: the configured one is used instead.
            guard successor.credentials != source.credentials,
                let stored = try db.row(sql: "SELECT * FROM refresh_tokens WHERE source = ?", arguments: [source.id]),
                (try? ["configured", "token"].map {
                    try seal.openText(stored.value($0), at: .refreshToken(of: source.id, column: $0))
                }) == nil
            else { return }
        }
        try db.execute(sql: "DELETE FROM refresh_tokens WHERE source = ?", arguments: [source.id])
    }
}
