import Foundation
import GRDB
import HelpDesk

/// The table of idempotency keys: a key counts for 24 hours.
enum IdempotencyRow {
    static let lifetime: TimeInterval = 24 * 60 * 60

    static func insert(_ record: IdempotencyRecord, at now: Date, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_keys (key, fingerprint, request, response, createdAt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET
                    fingerprint = excluded.fingerprint, request = excluded.request, response = excluded.response,
                    createdAt = excluded.createdAt
                WHERE createdAt <= ?
                """
        ).execute(
            arguments: [
                record.key, record.fingerprint, record.request.text, record.response, now.storedMilliseconds,
                expiry(at: now),
            ])
        guard db.changesCount == 1 else { throw StorageError.idempotencyKeyInUse(record.key) }
    }

    static func record(key: String, at now: Date, _ db: Database) throws -> IdempotencyRecord? {
        let statement = try db.cachedStatement(
            sql: "SELECT fingerprint, request, response FROM idempotency_keys WHERE key = ? AND createdAt > ?")
        guard let row = try Row.fetchOne(statement, arguments: [key, expiry(at: now)]) else { return nil }
        guard let request = HelpRequestID(row["request"] as String) else {
            throw StorageError.unreadableRow(table: "idempotency_keys", id: key, reason: "its request is not a UUID")
        }
        return IdempotencyRecord(
            key: key, fingerprint: row["fingerprint"], request: request, response: row["response"])
    }

    /// A key made at this time, in milliseconds since 1970, or before it counts no more.
    static func expiry(at now: Date) -> Int64 {
        now.addingTimeInterval(-lifetime).storedMilliseconds
    }
}
