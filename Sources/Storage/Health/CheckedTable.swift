import Administration
import Foundation
import HelpDesk
import JSON

/// A table whose rows are read one by one to check that they are readable.
struct CheckedTable: Sendable {
    let name: String
    /// The column that orders and identifies its rows.
    let key: String
    /// Further expressions to select, in SQL.
    var besides: String?
    let read: @Sendable (SQLRow, SecretSeal) throws -> Void

    /// The tables that are not read as a part of the call centre.
    static let all = [
        CheckedTable(name: StoredFlow.table, key: "id", besides: StoredFlow.terms) { row, _ in
            let stored = try StoredFlow(row)
            _ = try stored.request()
            if try row.value("isOpen") { _ = try stored.callFlow() }
            _ = (try row.date("createdAt"), try row.value("department", as: String.self))
        },
        CheckedTable(name: IdempotencyRow.table, key: "key") { row, _ in
            _ = try IdempotencyRow.record(key: row.value("key"), row)
        },
        CheckedTable(name: SQLWebhookDeliveryLog.table, key: "id") { row, _ in _ = try WebhookDelivery(row) },
        CheckedTable(name: SQLOutgoingStore.table, key: "id") { row, _ in _ = try OutgoingRow.delivery(row) },
        CheckedTable(name: SQLLookupTraceLog.table, key: "id") { row, seal in _ = try SQLLookupTraceLog.trace(row, seal)
        },
        CheckedTable(name: UserRow.table, key: "id") { row, _ in
            _ = (try User(row), try row.value("password", as: String.self))
        },
        CheckedTable(name: SessionRow.table, key: "digest") { row, _ in _ = try StoredSession(row) },
        CheckedTable(name: TokenRow.table, key: "id") { row, _ in _ = try APIToken(row) },
        CheckedTable(name: SQLScreenLinkStore.table, key: "id") { row, _ in
            _ = (
                try row.value("name", as: String.self), try row.value("user", as: String.self),
                try row.date("createdAt"), try row.value("lastUsedAt", as: Int64?.self)
            )
        },
        CheckedTable(name: SQLSoundStore.table, key: "id") { row, _ in _ = try SQLSoundStore.sound(row) },
        CheckedTable(name: MissedRequestRow.table, key: "request") { row, _ in
            _ = try MissedRequestRow.settlement(row)
        },
        CheckedTable(name: AuditRow.table, key: "id") { row, _ in _ = try AuditEntry(row) },
        CheckedTable(name: PromptRecipeTable.name, key: "digest") { row, _ in
            // The meaning of a recipe is checked by the code that renders prompts.
            _ = (try StoredJSON.value(row.value("content"), as: [String: JSONTree].self), try row.date("usedAt"))
        },
        CheckedTable(name: "refresh_tokens", key: "source") { row, seal in
            let source: String = try row.value("source")
            for column in ["configured", "token"] {
                _ = try seal.openText(row.value(column), at: .refreshToken(of: source, column: column))
            }
        },
        CheckedTable(name: "webhook_contents", key: "delivery") { row, seal in _ = try WebhookContent(row, seal) },
    ]

    /// - Parameter last: the `place` of the previous row; `nil` begins with the first.
    func rows(after last: SQLValue?, limit: Int, _ db: any SQLTransaction) throws -> [SQLRow] {
        let condition = last == nil ? "" : "WHERE \(key) > ?"
        let columns = (["*", "\(key) AS place"] + [besides].compactMap(\.self)).joined(separator: ", ")
        return try db.rows(
            sql: "SELECT \(columns) FROM \(name) \(condition) ORDER BY \(key) LIMIT ?",
            arguments: [(any SQLValueConvertible)?]([last].compactMap { $0 }) + [limit])
    }
}
