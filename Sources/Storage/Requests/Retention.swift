public import Foundation
import HelpDesk
import WebEncoding

/// Removes data at the end of its retention period, in small transactions that do not delay calls.
public struct Retention: Sendable {
    /// The numbers of removed rows.
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
    /// The number of days to look back for stored answers to deliveries.
    private static let answerDays = 30

    private let database: any SQLDatabase
    private let keepDays: Int
    private let auditKeepDays: Int
    private let batchSize: Int

    /// - Parameters:
    ///   - database: the database.
    ///   - keepDays: the number of days, of 24 hours, that an ended request is kept after its creation.
    ///   - auditKeepDays: the number of days that an entry of the audit log is kept; `nil` for `keepDays`.
    package init(database: any SQLDatabase, keepDays: Int, auditKeepDays: Int? = nil) {
        self.init(database: database, keepDays: keepDays, auditKeepDays: auditKeepDays, batchSize: 500)
    }

    init(database: any SQLDatabase, keepDays: Int, auditKeepDays: Int? = nil, batchSize: Int) {
        self.database = database
        self.keepDays = keepDays
        self.auditKeepDays = auditKeepDays ?? keepDays
        self.batchSize = batchSize
    }

    /// Removes ended requests and entries of the audit log that are older than the days to keep, expired idempotency
    /// keys, sessions that are over, webhook deliveries of more than ``SQLWebhookDeliveryLog/keptDays`` ago, and what
    /// prompts were made from that nobody has used for a day. Open requests stay, however old they are.
    ///
    /// - Throws: ``StorageError/implausibleClock(wall:lastSeen:)`` when the clock cannot be believed; nothing is
    ///   removed.
    public func prune() async throws -> Removal {
        try await prune(at: try await database.plausibleTime())
    }

    /// Removes all data that is older than its retention period at a time that is known to be right.
    ///
    /// - Parameter now: the time from which the days count back.
    public func prune(at now: Date) async throws -> Removal {
        let oldest = Self.milliseconds(now, minusDays: keepDays)
        let requests = try await remove(
            from: "help_requests", where: "id < ? AND createdAt < ? AND NOT isOpen ORDER BY id",
            [Self.firstID(atMilliseconds: oldest), oldest])
        let keys = try await removeIdempotencyKeys(at: now, createdBefore: oldest)
        let deliveries = try await remove(
            from: "webhook_deliveries", where: "receivedAt < ?",
            [Self.milliseconds(now, minusDays: SQLWebhookDeliveryLog.keptDays)])
        _ = try await remove(
            from: "outgoing_deliveries", where: "endedAt < ?",
            [Self.milliseconds(now, minusDays: SQLOutgoingStore.keptDays)])
        _ = try await remove(
            from: "lookup_traces", where: "askedAt < ?",
            [Self.milliseconds(now, minusDays: SQLLookupTraceLog.keptDays)])
        _ = try await remove(
            from: PromptRecipeTable.name, key: "digest", where: "usedAt < ?",
            [Self.milliseconds(now, minusDays: PromptRecipeTable.keptDays)])
        let entries = try await remove(
            from: "audit_log", where: "at < ?", [Self.milliseconds(now, minusDays: auditKeepDays)])
        let sessions = try await remove(
            from: "sessions", key: "digest", where: "expiresAt <= ?", [now.storedMilliseconds])
        return Removal(
            requests: requests, idempotencyKeys: keys, webhookDeliveries: deliveries, auditEntries: entries,
            sessions: sessions)
    }

    /// Removes callers' keys when they expire, and deliveries' keys with the requests.
    private func removeIdempotencyKeys(at now: Date, createdBefore oldest: Int64) async throws -> Int {
        let expiry = IdempotencyRow.expiry(at: now)
        let callers = try await remove(
            from: "idempotency_keys", key: "key", where: "createdAt <= ? AND \(IdempotencyRow.isCallers)", [expiry])
        let deliveries = try await remove(
            from: "idempotency_keys", key: "key", where: "createdAt < ? AND createdAt <= ?", [oldest, expiry])
        // A delivery that is repeated after a day gets the request as it is then. Only keys that reached that age
        // recently are read: older ones were already changed.
        _ = try await change(
            sql: """
                UPDATE idempotency_keys SET response = '' WHERE key IN (
                    SELECT key FROM idempotency_keys
                    WHERE createdAt BETWEEN ? AND ? AND response <> '' AND NOT \(IdempotencyRow.isCallers) LIMIT ?)
                """,
            [Self.milliseconds(now, minusDays: Self.answerDays), expiry])
        return callers + deliveries
    }

    private static func milliseconds(_ now: Date, minusDays days: Int) -> Int64 {
        now.addingTimeInterval(-TimeInterval(days) * day).storedMilliseconds
    }

    /// - Parameter condition: selects the rows to remove.
    private func remove(
        from table: String, key: String = "id", where condition: String, _ arguments: [(any SQLValueConvertible)?]
    ) async throws -> Int {
        try await change(
            sql: "DELETE FROM \(table) WHERE \(key) IN (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT ?)",
            arguments)
    }

    /// Executes a change in batches that are small enough not to delay others.
    ///
    /// - Parameter sql: takes the number of rows as its last argument.
    private func change(sql: String, _ arguments: [(any SQLValueConvertible)?]) async throws -> Int {
        var total = 0
        while true {
            // Not every database checks for cancellation itself, and there may be thousands of batches.
            try Task.checkCancellation()
            let changed = try await database.write { [batchSize] db in
                try db.execute(sql: sql, arguments: arguments + [batchSize])
            }
            total += changed
            if changed < batchSize { return total }
        }
    }

    /// Returns the smallest ID of a millisecond: an ID of version 7 begins with 48 bits of time, so no index by time is
    /// needed.
    private static func firstID(atMilliseconds milliseconds: Int64) -> String {
        // A stored time has no more than 48 bits.
        let digits = milliseconds.hexadecimal.suffix(12)
        return "\(digits.prefix(8))-\(digits.suffix(4))"
    }
}
