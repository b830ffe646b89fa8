public import Administration
import Foundation
import HelpDesk

/// Keeps OAuth refresh tokens that CRMs have given in place of the configured ones, sealed as those are.
public struct SQLRefreshTokenStore: RefreshTokenStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    /// The token that replaced a configured one; `nil` when none did.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - configured: the token that stands in the source's credentials now; what replaced an earlier one is void.
    ///   - origin: where it is to go; one that came from elsewhere is not given.
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)`` when it cannot be opened.
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

    /// Forgets the token of a source that is gone, goes elsewhere or has other credentials, where what is kept is of no
    /// use any more.
    ///
    /// - Parameter successor: the source as it is from now on; `nil` when it is gone.
    static func forget(
        _ source: LookupSource, unlessOf successor: LookupSource?, _ seal: SecretSeal, _ db: any SQLTransaction
    ) throws {
        if let successor, successor.mapping == source.mapping, successor.origin == source.origin,
            successor.caFile == source.caFile
        {
            // Only what cannot be opened goes: the one that was entered takes its place.
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
