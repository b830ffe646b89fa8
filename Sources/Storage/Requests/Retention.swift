public import Foundation
import GRDB
import HelpDesk

/// Removes what has been kept for long enough, in small transactions that do not hold up the calls.
public struct Retention: Sendable {
    /// What was removed.
    public struct Removal: Sendable, Equatable {
        public var requests: Int
        public var idempotencyKeys: Int
        public var webhookDeliveries: Int

        public init(requests: Int, idempotencyKeys: Int, webhookDeliveries: Int = 0) {
            self.requests = requests
            self.idempotencyKeys = idempotencyKeys
            self.webhookDeliveries = webhookDeliveries
        }
    }

    private let database: HelpDeskDatabase
    private let keepDays: Int
    private let batchSize: Int

    /// - Parameters:
    ///   - database: where the requests are kept.
    ///   - keepDays: for how many days, of 24 hours, after its creation an ended request is kept.
    public init(database: HelpDeskDatabase, keepDays: Int) {
        self.init(database: database, keepDays: keepDays, batchSize: 500)
    }

    init(database: HelpDeskDatabase, keepDays: Int, batchSize: Int) {
        self.database = database
        self.keepDays = keepDays
        self.batchSize = batchSize
    }

    /// Removes ended requests that are older than the days to keep, expired idempotency keys, and webhook deliveries of
    /// more than ``WebhookDeliveryLog/keptDays`` ago. Open requests stay, however old they are.
    ///
    /// - Parameter now: the time from which the days count back.
    public func prune(at now: Date = Date()) async throws -> Removal {
        let oldest = now.addingTimeInterval(-TimeInterval(keepDays) * 24 * 60 * 60).storedMilliseconds
        let requests = try await delete(
            sql: """
                DELETE FROM help_requests WHERE id IN (
                    SELECT id FROM help_requests WHERE id < ? AND createdAt < ? AND NOT isOpen ORDER BY id LIMIT ?)
                """,
            [Self.firstID(atMilliseconds: oldest), oldest, batchSize])
        let keys = try await delete(
            sql: """
                DELETE FROM idempotency_keys WHERE key IN (
                    SELECT key FROM idempotency_keys WHERE createdAt <= ? LIMIT ?)
                """,
            [IdempotencyRow.expiry(at: now), batchSize])
        let deliveries = try await delete(
            sql: """
                DELETE FROM webhook_deliveries WHERE id IN (
                    SELECT id FROM webhook_deliveries WHERE receivedAt < ? LIMIT ?)
                """,
            [
                now.addingTimeInterval(-TimeInterval(WebhookDeliveryLog.keptDays) * 24 * 60 * 60).storedMilliseconds,
                batchSize,
            ])
        return Removal(requests: requests, idempotencyKeys: keys, webhookDeliveries: deliveries)
    }

    private func delete(sql: String, _ arguments: StatementArguments) async throws -> Int {
        var total = 0
        while true {
            let deleted: Int
            do {
                deleted = try await database.pool.write { db in
                    try db.execute(sql: sql, arguments: arguments)
                    return db.changesCount
                }
            } catch {
                throw StorageError.translating(error)
            }
            total += deleted
            if deleted < batchSize { return total }
        }
    }

    /// The smallest id of its millisecond: the time leads an id of version 7 in 48 bits, which spares an index by time.
    private static func firstID(atMilliseconds milliseconds: Int64) -> String {
        let digits = String(UInt64(max(0, milliseconds)), radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return "\(padded.prefix(8))-\(padded.suffix(4))"
    }
}
