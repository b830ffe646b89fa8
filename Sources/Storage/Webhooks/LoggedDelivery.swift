public import Foundation
import GRDB
public import HelpDesk

/// One delivery to a webhook endpoint and what came of it.
public struct LoggedDelivery: Sendable, Equatable {
    public var id: Int64
    public var endpoint: String
    public var receivedAt: Date
    /// The CRM's own id of it.
    public var deliveryId: String?
    /// A stable word.
    public var result: String
    /// The HTTP status of the answer.
    public var status: Int
    /// Why it was refused, in a stable word and in others.
    public var code: String?
    public var reason: String?
    public var request: HelpRequestID?
    /// That of the body, in bytes.
    public var size: Int
    /// Whether it is known to come from the CRM.
    public var isProven: Bool
    /// Whether its content was kept; told, not chosen.
    public private(set) var isReplayable = false

    public init(
        id: Int64 = 0, endpoint: String, receivedAt: Date, deliveryId: String?, result: String, status: Int,
        code: String?, reason: String?, request: HelpRequestID?, size: Int, isProven: Bool
    ) {
        self.id = id
        self.endpoint = endpoint
        self.receivedAt = receivedAt
        self.deliveryId = deliveryId
        self.result = result
        self.status = status
        self.code = code
        self.reason = reason
        self.request = request
        self.size = size
        self.isProven = isProven
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), endpoint: try row.value("endpoint"), receivedAt: try row.date("receivedAt"),
            deliveryId: try row.value("deliveryId"), result: try row.value("result"), status: try row.value("status"),
            code: try row.value("code"), reason: try row.value("reason"),
            request: try row.value("request", as: String?.self).flatMap { HelpRequestID($0) },
            size: try row.value("size"), isProven: try row.value("isProven"))
        isReplayable = try row.value("isReplayable")
    }

    func insert(with content: LoggedContent?, _ seal: SecretSeal, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO webhook_deliveries
                    (endpoint, receivedAt, deliveryId, result, status, code, reason, request, size, isProven,
                    isReplayable)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                endpoint, receivedAt.storedMilliseconds, deliveryId, result, status, code, reason, request?.text, size,
                isProven, content != nil,
            ])
        guard let content else { return }
        // What a CRM sends may hold tokens of its own.
        let id = db.lastInsertedRowID
        func sealed(_ bytes: Data, _ column: String) throws -> String {
            try seal.seal(bytes, at: .webhookContent(ofDelivery: id, column: column), db)
        }
        try db.cachedStatement(
            sql: "INSERT INTO webhook_contents (delivery, headers, query, body) VALUES (?, ?, ?, ?)"
        ).execute(
            arguments: [
                id, try sealed(Data(StoredJSON.text(content.headers).utf8), "headers"),
                try sealed(Data(StoredJSON.text(content.query).utf8), "query"),
                Data(try sealed(Data(content.body), "body").utf8),
            ])
    }
}

/// What a mapping may read of a delivery.
public struct LoggedContent: Sendable, Equatable {
    /// The header fields, their names in lower case.
    public var headers: [String: String]
    /// The parameters of the query, decoded.
    public var query: [String: String]
    public var body: [UInt8]

    public init(headers: [String: String], query: [String: String], body: [UInt8]) {
        self.headers = headers
        self.query = query
        self.body = body
    }

    /// - Returns: `nil` when nothing was kept.
    init?(_ row: Row, _ seal: SecretSeal) throws {
        guard let body = try row.value("body", as: Data?.self) else { return nil }
        let id: Int64 = try row.value("id")
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
