package import Foundation
import GRDB
package import HelpDesk
import JSON

/// The table of idempotency keys: a key that a caller chose counts for 24 hours, that of a webhook's delivery for as
/// long as help requests are kept. What was signed once, and without a time in it, is genuine for ever: nothing but its
/// id tells that somebody sends it again.
package struct IdempotencyRow: Sendable {
    /// In SQL, whether a key is a caller's and not a delivery's. As the partial index has it, which is not found
    /// otherwise.
    package static let isCallers = "(key < 'webhook:' OR key >= 'webhook;')"

    package static let table = "idempotency_keys"
    static let lifetime: TimeInterval = 24 * 60 * 60

    /// The snapshot is JSON. Older versions wrote the body of the first answer, which is the request's JSON with dates
    /// as text.
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

    package let record: IdempotencyRecord
    private let snapshot: String

    package init(_ record: IdempotencyRecord) throws {
        self.record = record
        snapshot = try record.snapshot.map { try JSONTextEncoder().text($0) } ?? ""
    }

    /// Inserts the record, or completes the same record that has no snapshot yet. If the key is in use otherwise, no
    /// row is changed.
    package func insertion(at now: Date) -> SQLStatement {
        // The existing row's columns are qualified with the table's name: PostgreSQL rejects ambiguous names.
        SQLStatement(
            """
            INSERT INTO idempotency_keys (key, fingerprint, request, response, createdAt) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET
                fingerprint = excluded.fingerprint, request = excluded.request, response = excluded.response,
                createdAt = excluded.createdAt
            WHERE idempotency_keys.createdAt <= ?
                AND (idempotency_keys.key < 'webhook:' OR idempotency_keys.key >= 'webhook;')
                OR idempotency_keys.response = '' AND excluded.response <> ''
                AND idempotency_keys.request = excluded.request
                AND idempotency_keys.fingerprint = excluded.fingerprint
            """,
            [
                .text(record.key.text), .text(record.key.fingerprint), .text(record.request.text), .text(snapshot),
                .integer(now.storedMilliseconds), .integer(Self.expiry(at: now)),
            ])
    }

    func insert(at now: Date, _ db: Database) throws {
        try insertion(at: now).execute(db)
        guard db.changesCount == 1 else { throw StorageError.idempotencyKeyInUse(record.key.text) }
    }

    static func record(key: String, at now: Date, _ db: Database) throws -> IdempotencyRecord? {
        try selection(key: key, at: now).rows(db).first.map { try stored(key: key, $0) }
    }

    /// Returns the query for the row of a key that has not expired.
    package static func selection(key: String, at now: Date) -> SQLStatement {
        SQLStatement(
            """
            SELECT fingerprint, request, response FROM idempotency_keys
            WHERE key = ? AND (createdAt > ? OR NOT \(isCallers))
            """, [.text(key), .integer(expiry(at: now))])
    }

    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package static func stored(key: String, _ row: some StoredRow) throws -> IdempotencyRecord {
        do {
            return try record(key: key, row)
        } catch {
            // The first request with this key may have rung a helper, so it must not be repeated.
            throw StorageError.unreadableRow(table: table, id: key, reason: "\(error)")
        }
    }

    static func record(key: String, _ row: some StoredRow) throws -> IdempotencyRecord {
        guard let request = HelpRequestID(try row.string("request")) else {
            throw UnreadableColumn("request", holdsNo: HelpRequestID.self)
        }
        let snapshot = try row.string("response")
        return IdempotencyRecord(
            IdempotencyKey(key, fingerprint: try row.string("fingerprint")), request: request,
            snapshot: snapshot.isEmpty ? nil : try decoder.decode(HelpRequest.self, from: Data(snapshot.utf8)))
    }

    /// Returns the time, in milliseconds since 1970, up to which keys created by then have expired.
    package static func expiry(at now: Date) -> Int64 {
        now.addingTimeInterval(-lifetime).storedMilliseconds
    }
}
