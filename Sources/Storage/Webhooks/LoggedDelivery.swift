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

    init(_ row: Row) {
        self.init(
            id: row["id"], endpoint: row["endpoint"], receivedAt: Date(storedMilliseconds: row["receivedAt"]),
            deliveryId: row["deliveryId"], result: row["result"], status: row["status"], code: row["code"],
            reason: row["reason"], request: (row["request"] as String?).flatMap { HelpRequestID($0) },
            size: row["size"], isProven: row["isProven"])
        isReplayable = row["isReplayable"]
    }

    func insert(with content: LoggedContent?, _ db: Database) throws {
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
        try db.cachedStatement(
            sql: "INSERT INTO webhook_contents (delivery, headers, query, body) VALUES (?, ?, ?, ?)"
        ).execute(
            arguments: [
                db.lastInsertedRowID, try StoredJSON.text(content.headers), try StoredJSON.text(content.query),
                Data(content.body),
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
    init?(_ row: Row) throws {
        guard let body = row["body"] as Data? else { return nil }
        self.init(
            headers: try StoredJSON.value(row["headers"]), query: try StoredJSON.value(row["query"]),
            body: Array(body))
    }
}
