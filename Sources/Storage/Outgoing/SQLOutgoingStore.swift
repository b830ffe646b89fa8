public import Administration
public import Foundation

/// The queue of outgoing deliveries, in either database.
///
/// The stores of help requests insert the deliveries together with the states that these report.
public struct SQLOutgoingStore: OutgoingQueue {
    /// The maximum number of days that a finished delivery is kept.
    public static let keptDays = 30
    static let table = "outgoing_deliveries"
    /// The number of unreadable rows that cannot keep readable ones from being sent.
    private static let maximumUnreadable = 60

    private let database: any SQLDatabase
    public let arrivals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init(database: any SQLDatabase) {
        self.database = database
        (arrivals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notifies the sender of new deliveries.
    public func wakeSender() { continuation.yield() }

    public func due(at now: Date, perRecipient: Int, sending: Set<Int64>) async throws -> [OutgoingDelivery] {
        let moment = now.storedMilliseconds
        return try await database.read { db in
            let recipients = try db.rows(Self.recipients(at: moment))
            return try recipients.flatMap { recipient in
                let (kind, target): (String, String) = (try recipient.value("kind"), try recipient.value("target"))
                let rows = try Self.dueConditions.flatMap { condition in
                    try db.rows(
                        Self.selection(
                            condition, to: kind, target, at: moment, limit: perRecipient + Self.maximumUnreadable))
                }
                // Those that are being sent wait still, and count.
                return database.damage.readable(rows, of: Self.table, key: "id", OutgoingRow.delivery)
                    .prefix(perRecipient).filter { !sending.contains($0.id) }
            }
        }
    }

    /// What is due, in this order; each has an index. A first try is never meant for later: where it seems to be, the
    /// clock has been set back.
    static let dueConditions = ["dueAt <= ?", "attempts = 0 AND dueAt > ?"]

    /// To whom something is due.
    static func recipients(at moment: Int64) -> SQLStatement {
        let selections = dueConditions.map {
            "SELECT kind, target FROM outgoing_deliveries WHERE state = 'waiting' AND \($0)"
        }
        return SQLStatement(
            selections.joined(separator: " UNION ") + " ORDER BY kind, target",
            dueConditions.map { _ in SQLValue.integer(moment) })
    }

    /// Those of one recipient that have to wait for no earlier one.
    ///
    /// - Parameter condition: one of ``dueConditions``.
    static func selection(
        _ condition: String, to kind: String, _ target: String, at moment: Int64, limit: Int
    ) -> SQLStatement {
        SQLStatement(
            """
            SELECT * FROM outgoing_deliveries AS later
            WHERE kind = ? AND target = ? AND state = 'waiting' AND \(condition)
                AND NOT EXISTS (
                    SELECT 1 FROM outgoing_deliveries AS earlier
                    WHERE earlier.request = later.request AND earlier.kind = later.kind
                        AND earlier.target = later.target
                        AND earlier.position < later.position AND earlier.state = 'waiting')
            ORDER BY dueAt, id LIMIT ?
            """, [.text(kind), .text(target), .integer(moment), .integer(Int64(limit))])
    }

    public func arrived(_ id: Int64, at now: Date) async throws {
        // What is over stays so: a bridge that was frozen while it sent tells of it after another one has sent the
        // same.
        try await write(
            """
            UPDATE outgoing_deliveries
            SET state = 'delivered', attempts = attempts + 1, endedAt = ?, fault = NULL
            WHERE id = ? AND state = 'waiting'
            """, [now.storedMilliseconds, id])
    }

    public func failed(_ id: Int64, because fault: String, next due: Date?, at now: Date) async throws {
        try await write(
            """
            UPDATE outgoing_deliveries
            SET state = ?, attempts = attempts + 1, fault = ?, dueAt = COALESCE(?, dueAt), endedAt = ?
            WHERE id = ? AND state = 'waiting'
            """,
            [
                due == nil ? "dead" : "waiting", fault, due?.storedMilliseconds,
                due == nil ? now.storedMilliseconds : nil, id,
            ])
    }

    public func remove(_ id: Int64) async throws {
        try await write("DELETE FROM outgoing_deliveries WHERE id = ?", [id])
    }

    public func deliveries(
        _ filter: OutgoingFilter, before id: Int64?, limit: Int
    ) async throws -> [OutgoingDelivery] {
        try await database.read { db in
            try database.damage.page(before: id, limit: limit, of: Self.table) {
                try db.rows(Self.listing(filter, before: $0, limit: $1))
            } _: {
                try OutgoingRow.delivery($0)
            }
        }
    }

    static func listing(_ filter: OutgoingFilter, before id: Int64?, limit: Int) -> SQLStatement {
        var conditions = ["id < ?"]
        var values: [SQLValue] = [.integer(id ?? Int64.max)]
        for (column, value) in [("kind", filter.kind?.rawValue), ("target", filter.target)] {
            guard let value else { continue }
            conditions.append("\(column) = ?")
            values.append(.text(value))
        }
        // A literal, since the partial index of a state is not used for a parameter.
        if let state = filter.state { conditions.append("state = '\(state.rawValue)'") }
        return SQLStatement(
            "SELECT * FROM outgoing_deliveries WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?",
            values + [.integer(Int64(limit))])
    }

    public func replay(_ id: Int64, at now: Date) async throws -> OutgoingDelivery? {
        let moment = now.storedMilliseconds
        let replayed = try await database.write { db -> OutgoingDelivery? in
            let changes = try db.execute(
                sql: "\(Self.again) WHERE id = ? AND state <> 'waiting'", arguments: [moment, moment, id])
            guard changes == 1 else { return nil }
            return try db.row(
                sql: "SELECT * FROM outgoing_deliveries WHERE id = ?", arguments: [id]
            ).map(OutgoingRow.delivery)
        }
        if replayed != nil { wakeSender() }
        return replayed
    }

    public func replayDead(of recipient: OutgoingDelivery.Recipient?, at now: Date) async throws -> Int {
        let count = try await database.write { db in
            try db.execute(Self.replayingDead(of: recipient, at: now.storedMilliseconds))
        }
        if count > 0 { wakeSender() }
        return count
    }

    static func replayingDead(of recipient: OutgoingDelivery.Recipient?, at moment: Int64) -> SQLStatement {
        var statement = SQLStatement("\(again) WHERE state = 'dead'", [.integer(moment), .integer(moment)])
        if let recipient {
            statement.text += " AND kind = ? AND target = ?"
            statement.values += [.text(recipient.kind.rawValue), .text(recipient.target)]
        }
        return statement
    }

    private static let again = """
        UPDATE outgoing_deliveries
        SET state = 'waiting', queuedAt = ?, dueAt = ?, attempts = 0, endedAt = NULL, fault = NULL
        """

    private func write(_ sql: String, _ arguments: [(any SQLValueConvertible)?]) async throws {
        try await database.write { db in try db.execute(sql: sql, arguments: arguments) }
    }
}
