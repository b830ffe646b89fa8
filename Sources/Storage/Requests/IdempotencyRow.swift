import Foundation
import GRDB
import HelpDesk

/// The table of idempotency keys: a key that a caller chose counts for 24 hours, that of a webhook's delivery for as long
/// as help requests are kept. What was signed once, and without a time in it, is genuine for ever: nothing but its id
/// tells that somebody sends it again.
enum IdempotencyRow {
    /// In SQL, whether a key is a caller's and not a delivery's. As the partial index has it, which is not found otherwise.
    static let isCallers = "(key < 'webhook:' OR key >= 'webhook;')"

    static let table = "idempotency_keys"
    static let lifetime: TimeInterval = 24 * 60 * 60

    static func insert(_ record: IdempotencyRecord, at now: Date, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_keys (key, fingerprint, request, response, createdAt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET
                    fingerprint = excluded.fingerprint, request = excluded.request, response = excluded.response,
                    createdAt = excluded.createdAt
                WHERE createdAt <= ? AND \(isCallers)
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
            sql: """
                SELECT fingerprint, request, response FROM idempotency_keys
                WHERE key = ? AND (createdAt > ? OR NOT \(isCallers))
                """)
        guard let row = try Row.fetchOne(statement, arguments: [key, expiry(at: now)]) else { return nil }
        do {
            return try record(key: key, row)
        } catch {
            // The first request with this key may have rung somebody: it is not made again.
            throw StorageError.unreadableRow(table: table, id: key, reason: "\(error)")
        }
    }

    static func record(key: String, _ row: Row) throws -> IdempotencyRecord {
        guard let request = HelpRequestID(try row.value("request", as: String.self)) else {
            throw UnreadableColumn("request", holdsNo: HelpRequestID.self)
        }
        return IdempotencyRecord(
            key: key, fingerprint: try row.value("fingerprint"), request: request, response: try row.value("response"))
    }

    /// A key made at this time, in milliseconds since 1970, or before it counts no more.
    static func expiry(at now: Date) -> Int64 {
        now.addingTimeInterval(-lifetime).storedMilliseconds
    }
}
