public import Foundation
import HelpDesk
import WebEncoding

/// Removes what has been kept for long enough, in small transactions that do not hold up the calls.
public struct Retention: Sendable {
    /// What was removed.
    public struct Removal: Sendable, Equatable, Encodable {
        public var requests: Int
        public var idempotencyKeys: Int
        public var webhookDeliveries: Int
        public var auditEntries: Int
        public var sessions: Int

        public init(
            requests: Int, idempotencyKeys: Int, webhookDeliveries: Int = 0, auditEntries: Int = 0, sessions: Int = 0
        ) {
            self.requests = requests
            self.idempotencyKeys = idempotencyKeys
            self.webhookDeliveries = webhookDeliveries
            self.auditEntries = auditEntries
            self.sessions = sessions
        }
    }

    private static let day: TimeInterval = 24 * 60 * 60

    private let database: any SQLDatabase
    private let keepDays: Int
    private let auditKeepDays: Int
    private let batchSize: Int

    /// - Parameters:
    ///   - database: where the requests are kept.
    ///   - keepDays: for how many days, of 24 hours, after its creation an ended request is kept.
    ///   - auditKeepDays: the same of an entry of the audit log; `nil` for as long as requests.
    package init(database: any SQLDatabase, keepDays: Int, auditKeepDays: Int? = nil) {
        self.init(database: database, keepDays: keepDays, auditKeepDays: auditKeepDays, batchSize: 500)
    }

    init(database: any SQLDatabase, keepDays: Int, auditKeepDays: Int? = nil, batchSize: Int) {
        self.database = database
        self.keepDays = keepDays
        self.auditKeepDays = auditKeepDays ?? keepDays
        self.batchSize = batchSize
    }

    /// Removes ended requests and entries of the audit log that are older than the days to keep, expired idempotency keys,
    /// sessions that are over, webhook deliveries of more than ``WebhookDeliveryLog/keptDays`` ago, and what prompts were made
    /// from that nobody has used for a day. Open requests stay, however old they are.
    ///
    /// - Throws: ``StorageError/implausibleClock(wall:lastSeen:)`` when the clock cannot be believed; nothing is removed.
    public func prune() async throws -> Removal {
        try await prune(at: try await database.plausibleTime())
    }

    /// The same by a time that is known to be right.
    ///
    /// - Parameter now: the time from which the days count back.
    public func prune(at now: Date) async throws -> Removal {
        let oldest = Self.milliseconds(now, minusDays: keepDays)
        let requests = try await change(
            sql: """
                DELETE FROM help_requests WHERE id IN (
                    SELECT id FROM help_requests WHERE id < ? AND createdAt < ? AND NOT isOpen ORDER BY id LIMIT ?)
                """,
            [Self.firstID(atMilliseconds: oldest), oldest, batchSize])
        let keys = try await change(
            sql: """
                DELETE FROM idempotency_keys WHERE key IN (
                    SELECT key FROM idempotency_keys WHERE createdAt <= ? AND \(IdempotencyRow.isCallers) LIMIT ?)
                """,
            [IdempotencyRow.expiry(at: now), batchSize])
        let deliveryKeys = try await change(
            sql: """
                DELETE FROM idempotency_keys WHERE key IN (
                    SELECT key FROM idempotency_keys WHERE createdAt < ? AND createdAt <= ? LIMIT ?)
                """,
            [oldest, IdempotencyRow.expiry(at: now), batchSize])
        // Who repeats a delivery after a day is told of the request as it is then. Only what has come of age lately is
        // looked at: the rest has been through this.
        _ = try await change(
            sql: """
                UPDATE idempotency_keys SET response = '' WHERE key IN (
                    SELECT key FROM idempotency_keys
                    WHERE createdAt BETWEEN ? AND ? AND response <> '' AND NOT \(IdempotencyRow.isCallers) LIMIT ?)
                """,
            [Self.milliseconds(now, minusDays: 30), IdempotencyRow.expiry(at: now), batchSize])
        let deliveries = try await change(
            sql: """
                DELETE FROM webhook_deliveries WHERE id IN (
                    SELECT id FROM webhook_deliveries WHERE receivedAt < ? LIMIT ?)
                """,
            [Self.milliseconds(now, minusDays: WebhookDeliveryLog.keptDays), batchSize])
        _ = try await change(
            sql: """
                DELETE FROM outgoing_deliveries WHERE id IN (
                    SELECT id FROM outgoing_deliveries WHERE endedAt < ? LIMIT ?)
                """,
            [Self.milliseconds(now, minusDays: OutgoingDatabase.keptDays), batchSize])
        _ = try await change(
            sql: "DELETE FROM lookup_traces WHERE id IN (SELECT id FROM lookup_traces WHERE askedAt < ? LIMIT ?)",
            [Self.milliseconds(now, minusDays: LookupTraces.keptDays), batchSize])
        _ = try await change(
            sql: """
                DELETE FROM \(PromptRecipeTable.name) WHERE digest IN (
                    SELECT digest FROM \(PromptRecipeTable.name) WHERE usedAt < ? LIMIT ?)
                """,
            [Self.milliseconds(now, minusDays: PromptRecipeTable.keptDays), batchSize])
        let entries = try await change(
            sql: "DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < ? LIMIT ?)",
            [Self.milliseconds(now, minusDays: auditKeepDays), batchSize])
        let sessions = try await change(
            sql: "DELETE FROM sessions WHERE digest IN (SELECT digest FROM sessions WHERE expiresAt <= ? LIMIT ?)",
            [now.storedMilliseconds, batchSize])
        return Removal(
            requests: requests, idempotencyKeys: keys + deliveryKeys, webhookDeliveries: deliveries,
            auditEntries: entries,
            sessions: sessions)
    }

    private static func milliseconds(_ now: Date, minusDays days: Int) -> Int64 {
        now.addingTimeInterval(-TimeInterval(days) * day).storedMilliseconds
    }

    private func change(sql: String, _ arguments: [(any SQLValueConvertible)?]) async throws -> Int {
        var total = 0
        while true {
            let changed = try await database.write { db in
                try db.execute(sql: sql, arguments: arguments)
            }
            total += changed
            if changed < batchSize { return total }
        }
    }

    /// The smallest id of its millisecond: the time leads an id of version 7 in 48 bits, which spares an index by time.
    private static func firstID(atMilliseconds milliseconds: Int64) -> String {
        // A stored time has no more than 48 bits.
        let digits = milliseconds.hexadecimal.suffix(12)
        return "\(digits.prefix(8))-\(digits.suffix(4))"
    }
}
