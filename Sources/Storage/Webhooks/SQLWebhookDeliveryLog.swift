public import Administration
import Foundation
import HelpDesk
package import Logging
public import ServiceLifecycle

/// A log of the last deliveries of each webhook endpoint.
///
/// A `Service`: deliveries are noted at once, in memory, and written a few times a second, so that no caller and no
/// call waits for them. What was noted is written before the service ends.
public struct SQLWebhookDeliveryLog: WebhookDeliveryLog, Service {
    /// The numbers of deliveries that are kept per endpoint.
    public struct Limits: Sendable {
        /// The number of deliveries whose sender was authenticated.
        public var proven = 200
        /// The number of other deliveries; it is separate, so that a flood of them does not displace authenticated
        /// ones.
        public var unproven = 50

        public init() {}
    }

    /// The maximum number of days that a delivery is kept.
    public static let keptDays = 30
    static let table = "webhook_deliveries"

    private struct Entry: Sendable {
        var delivery: WebhookDelivery
        var content: (@Sendable () async -> WebhookContent?)?
    }

    private let database: any SQLDatabase
    private let limits: Limits
    private let logger: Logger
    private let buffer = WriteBuffer<Entry>()

    package init(database: any SQLDatabase, limits: Limits = Limits(), logger: Logger) {
        self.database = database
        self.limits = limits
        self.logger = logger
    }

    public func note(_ delivery: WebhookDelivery, content: (@Sendable () async -> WebhookContent?)?) {
        buffer.add(Entry(delivery: delivery, content: content), size: delivery.size)
    }

    /// Writes the queued deliveries until the program stops, and then the rest.
    public func run() async throws {
        await buffer.run(write)
    }

    public func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery] {
        try await translated {
            try await database.read { db in
                try database.damage.page(before: id, limit: limit, of: Self.table) { id, limit in
                    try db.rows(
                        sql: "SELECT * FROM webhook_deliveries WHERE endpoint = ? AND id < ? ORDER BY id DESC LIMIT ?",
                        arguments: [endpoint, id ?? Int64.max, limit])
                } _: {
                    try WebhookDelivery($0)
                }
            }
        }
    }

    public func delivery(
        _ id: Int64, of endpoint: String
    ) async throws -> (delivery: WebhookDelivery, content: WebhookContent?)? {
        try await translated {
            try await database.read { db in
                let row = try db.row(
                    sql: """
                        SELECT * FROM webhook_deliveries LEFT JOIN webhook_contents ON delivery = id
                        WHERE id = ? AND endpoint = ?
                        """,
                    arguments: [id, endpoint])
                return try row.map { row in
                    do {
                        return (try WebhookDelivery(row), try WebhookContent(row, database.seal))
                    } catch {
                        throw StorageError.unreadableRow(table: Self.table, id: "\(id)", reason: "\(error)")
                    }
                }
            }
        }
    }

    @Sendable
    private func write(_ batch: WriteBuffer<Entry>.Batch) async {
        if batch.leftOut > 0 {
            logger.warning(
                "some webhook deliveries were not logged: too many at once", metadata: ["leftOut": "\(batch.leftOut)"])
        }
        guard !batch.entries.isEmpty else { return }
        // Removing secrets from many deliveries takes a while, so it must not block the threads that serve calls.
        let entries = await withTaskExecutorPreference(globalConcurrentExecutor) {
            var made: [(WebhookDelivery, WebhookContent?)] = []
            for entry in batch.entries {
                var delivery = entry.delivery
                delivery.receivedAt = database.clock.timestamp(of: delivery.receivedAt)
                made.append((delivery, await entry.content?()))
            }
            return made
        }
        do {
            // Written even if this task is cancelled.
            try await database.writeInAnyCase { [limits, seal = database.seal] db in
                try Self.write(entries, limits, seal, db)
            }
        } catch {
            logger.error("webhook deliveries cannot be remembered", metadata: ["error": "\(error)"])
        }
    }

    private static func write(
        _ entries: [(delivery: WebhookDelivery, content: WebhookContent?)], _ limits: Limits, _ seal: SecretSeal,
        _ db: any SQLTransaction
    ) throws {
        for (delivery, content) in entries { try delivery.insert(with: content, seal, db) }
        let deletion = """
            DELETE FROM webhook_deliveries WHERE endpoint = ? AND isProven = ? AND id <= (
                SELECT id FROM webhook_deliveries WHERE endpoint = ? AND isProven = ?
                ORDER BY id DESC LIMIT 1 OFFSET ?)
            """
        for endpoint in Set(entries.map(\.delivery.endpoint)) {
            for (isProven, limit) in [(true, limits.proven), (false, limits.unproven)] {
                try db.execute(sql: deletion, arguments: [endpoint, isProven, endpoint, isProven, limit])
            }
        }
    }

    private func translated<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw StorageError.translating(error)
        }
    }
}
