import Foundation
import GRDB
import HelpDesk
import JSON

/// The table of idempotency keys: a key that a caller chose counts for 24 hours, that of a webhook's delivery for as long
/// as help requests are kept. What was signed once, and without a time in it, is genuine for ever: nothing but its id
/// tells that somebody sends it again.
struct IdempotencyRow: Sendable {
    /// In SQL, whether a key is a caller's and not a delivery's. As the partial index has it, which is not found otherwise.
    static let isCallers = "(key < 'webhook:' OR key >= 'webhook;')"

    static let table = "idempotency_keys"
    static let lifetime: TimeInterval = 24 * 60 * 60

    /// The snapshot is JSON. Older versions wrote the body of the first answer, which is the request's JSON with dates as
    /// text.
    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            if let seconds = try? container.decode(Double.self) { return Date(timeIntervalSinceReferenceDate: seconds) }
            return try Date(
                container.decode(String.self), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
        return decoder
    }()

    private let record: IdempotencyRecord
    private let snapshot: String

    init(_ record: IdempotencyRecord) throws {
        self.record = record
        snapshot = try record.snapshot.map { try JSONTextEncoder().text($0) } ?? ""
    }

    func insert(at now: Date, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_keys (key, fingerprint, request, response, createdAt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET
                    fingerprint = excluded.fingerprint, request = excluded.request, response = excluded.response,
                    createdAt = excluded.createdAt
                WHERE createdAt <= ? AND \(Self.isCallers)
                """
        ).execute(
            arguments: [
                record.key.text, record.key.fingerprint, record.request.text, snapshot, now.storedMilliseconds,
                Self.expiry(at: now),
            ])
        guard db.changesCount == 1 else { throw StorageError.idempotencyKeyInUse(record.key.text) }
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
        let snapshot: String = try row.value("response")
        return IdempotencyRecord(
            IdempotencyKey(key, fingerprint: try row.value("fingerprint")), request: request,
            snapshot: snapshot.isEmpty ? nil : try decoder.decode(HelpRequest.self, from: Data(snapshot.utf8)))
    }

    /// A key made at this time, in milliseconds since 1970, or before it counts no more.
    static func expiry(at now: Date) -> Int64 {
        now.addingTimeInterval(-lifetime).storedMilliseconds
    }
}
