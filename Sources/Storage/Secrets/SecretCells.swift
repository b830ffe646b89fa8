import Foundation
import HelpDesk

/// The places in the database that contain secrets.
enum SecretCells {
    /// Content that grows with the calls: there may be too much of it for one transaction.
    enum Content: CaseIterable {
        case lookupTraces, webhookContents
    }

    /// Rewrites each secret.
    ///
    /// - Parameters:
    ///   - db: a write transaction.
    ///   - change: returns the replacement of a stored value; `nil` leaves the value as it is.
    static func rewrite(_ db: any SQLTransaction, _ change: (Data, SecretPlace) throws -> String?) throws {
        try rewriteSettings(db, change)
        for content in Content.allCases { _ = try rewrite(content, after: nil, limit: .max, db, change) }
    }

    /// Like ``rewrite(_:_:)``, for the settings' secrets and the tokens that replaced them, which are few.
    static func rewriteSettings(_ db: any SQLTransaction, _ change: (Data, SecretPlace) throws -> String?) throws {
        func text(_ stored: String, _ place: SecretPlace) throws -> String {
            try change(Data(stored.utf8), place) ?? stored
        }
        func setting(_ stored: SecretReference, _ place: SecretPlace) throws -> String {
            guard case .literal = stored.location else { return stored.text }
            return try text(stored.text, place)
        }
        try update(db, "sources", key: "id", ["credentials"]) { row in
            // A damaged row is reported when it is read, and contains nothing that could be sealed.
            guard let source = try? StoredSetting.source(row) else { return nil }
            var changed: [String: String] = [:]
            for (name, stored) in source.credentials {
                changed[name] = try setting(stored, .credential(name, of: source))
            }
            return [.text(try StoredJSON.text(changed))]
        }
        try update(db, "webhooks", key: "id", ["secrets"]) { row in
            guard let webhook = try? StoredSetting.webhook(row) else { return nil }
            return [
                .text(try StoredJSON.text(webhook.secrets.map { try setting($0, .secret(ofWebhook: webhook.id)) }))
            ]
        }
        try update(db, "subscriptions", key: "id", ["secrets"]) { row in
            guard let subscription = try? StoredSetting.subscription(row) else { return nil }
            return [
                .text(
                    try StoredJSON.text(
                        subscription.secrets.map { try setting($0, .secret(ofSubscription: subscription.id)) }))
            ]
        }
        try update(db, "refresh_tokens", key: "source", ["configured", "token"]) { row in
            let source: String = try row.value("source")
            return try ["configured", "token"].map { column in
                .text(try text(row.value(column), .refreshToken(of: source, column: column)))
            }
        }
    }

    /// Like ``rewrite(_:_:)``, for a limited number of rows of a content.
    ///
    /// - Parameter last: the result for the previous rows; `nil` begins with the first.
    /// - Returns: `nil` if these were the last ones.
    static func rewrite(
        _ content: Content, after last: SQLValue?, limit: Int, _ db: any SQLTransaction,
        _ change: (Data, SecretPlace) throws -> String?
    ) throws -> SQLValue? {
        func text(_ stored: String, _ place: SecretPlace) throws -> String {
            try change(Data(stored.utf8), place) ?? stored
        }
        switch content {
        case .lookupTraces:
            return try update(db, SQLLookupTraceLog.table, key: "id", ["trace"], after: last, limit: limit) { row in
                [.text(try text(row.value("trace"), .lookupTrace(row.value("id"))))]
            }
        case .webhookContents:
            let columns = ["headers", "query", "body"]
            return try update(db, "webhook_contents", key: "delivery", columns, after: last, limit: limit) { row in
                let id: Int64 = try row.value("delivery")
                func place(_ column: String) -> SecretPlace { .webhookContent(ofDelivery: id, column: column) }
                let body: Data = try row.value("body")
                return [
                    .text(try text(row.value("headers"), place("headers"))),
                    .text(try text(row.value("query"), place("query"))),
                    .bytes(try change(body, place("body")).map { Data($0.utf8) } ?? body),
                ]
            }
        }
    }

    /// Whether the database contains sealed secrets that would have to be entered again.
    static func holdSecrets(_ db: any SQLTransaction) throws -> Bool {
        let sealed = "%\(SecretSeal.prefix)%"
        return try db.value(
            Bool.self,
            sql: """
                SELECT EXISTS (SELECT 1 FROM sources WHERE credentials LIKE ?)
                    OR EXISTS (SELECT 1 FROM webhooks WHERE secrets LIKE ?)
                    OR EXISTS (SELECT 1 FROM subscriptions WHERE secrets LIKE ?)
                    OR EXISTS (SELECT 1 FROM refresh_tokens)
                """, arguments: [sealed, sealed, sealed]) ?? false
    }

    /// Updates one row at a time, since bodies may be large.
    ///
    /// - Returns: the key of the last row; `nil` if there are no more rows.
    @discardableResult
    private static func update(
        _ db: any SQLTransaction, _ table: String, key: String, _ columns: [String], after last: SQLValue? = nil,
        limit: Int = .max, _ change: (SQLRow) throws -> [SQLValue]?
    ) throws -> SQLValue? {
        let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")
        let condition = last == nil ? "" : "WHERE \(key) > ?"
        let ids = try db.rows(
            sql: "SELECT \(key) FROM \(table) \(condition) ORDER BY \(key) LIMIT ?",
            arguments: [(any SQLValueConvertible)?]([last].compactMap { $0 }) + [limit]
        ).compactMap(\.values.first)
        for id in ids {
            // Locked, since a secret may be replaced with a reference at the same time, which takes no key.
            guard
                let row = try db.row(
                    sql: "SELECT * FROM \(table) WHERE \(key) = ?\(db.keeping(.exclusive))", arguments: [id])
            else { continue }
            let values: [SQLValue]
            do {
                guard let changed = try change(row) else { continue }
                values = changed
            } catch is UnreadableColumn {
                // Reported when it is read.
                continue
            }
            try db.execute(
                sql: "UPDATE \(table) SET \(assignments) WHERE \(key) = ?",
                arguments: [(any SQLValueConvertible)?](values) + [id])
        }
        return ids.count < limit ? nil : ids.last
    }
}
