import Administration
import Foundation
import HelpDesk

extension WebhookDelivery {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.value("id"), endpoint: try row.value("endpoint"), receivedAt: try row.date("receivedAt"),
            deliveryId: try row.value("deliveryId"),
            // Only a newer program writes other values.
            result: Result(rawValue: try row.value("result")) ?? .refused, status: try row.value("status"),
            code: try row.value("code"), reason: try row.value("reason"),
            request: try row.value("request", as: String?.self).flatMap { HelpRequestID($0) },
            size: try row.value("size"), isProven: try row.value("isProven"),
            isReplayable: try row.value("isReplayable"))
    }

    func insert(with content: WebhookContent?, _ seal: SecretSeal, _ db: any SQLTransaction) throws {
        let id = try db.value(
            Int64.self,
            sql: """
                INSERT INTO webhook_deliveries
                    (endpoint, receivedAt, deliveryId, result, status, code, reason, request, size, isProven,
                    isReplayable)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
            arguments: [
                endpoint, receivedAt.storedMilliseconds, deliveryId, result.rawValue, status, code, reason,
                request?.text, size,
                isProven, content != nil,
            ])
        guard let content else { return }
        // Sealed, since what a CRM sends may contain tokens.
        guard let id else { throw StorageError.failed("the database gave a delivery no id") }
        func sealed(_ bytes: Data, _ column: String) throws -> String {
            try seal.seal(bytes, at: .webhookContent(ofDelivery: id, column: column), db)
        }
        try db.execute(
            sql: "INSERT INTO webhook_contents (delivery, headers, query, body) VALUES (?, ?, ?, ?)",
            arguments: [
                id, try sealed(Data(StoredJSON.text(content.headers).utf8), "headers"),
                try sealed(Data(StoredJSON.text(content.query).utf8), "query"),
                Data(try sealed(Data(content.body), "body").utf8),
            ])
    }
}

extension WebhookContent {
    /// - Returns: `nil` if no content was stored.
    init?(_ row: SQLRow, _ seal: SecretSeal) throws {
        guard let body = try row.value("body", as: Data?.self) else { return nil }
        let id: Int64 = try row.value("delivery")
        func opened(_ sealed: String, _ column: String) throws -> Data {
            try seal.open(sealed, at: .webhookContent(ofDelivery: id, column: column))
        }
        self.init(
            headers: try StoredJSON.value(
                String(decoding: opened(row.value("headers"), "headers"), as: UTF8.self)),
            query: try StoredJSON.value(String(decoding: opened(row.value("query"), "query"), as: UTF8.self)),
            body: Array(try opened(String(decoding: body, as: UTF8.self), "body")))
    }
}
