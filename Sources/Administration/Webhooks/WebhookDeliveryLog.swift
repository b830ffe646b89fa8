/// What is kept of a delivery so that it can be read once more, its secrets masked.
public struct WebhookContent: Sendable, Equatable {
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
}

/// Remembers the last deliveries of each webhook endpoint.
public protocol WebhookDeliveryLog: Sendable {
    /// Notes a delivery that was answered; returns at once, it is written later.
    ///
    /// - Parameters:
    ///   - delivery: its id counts for nothing yet.
    ///   - content: makes what is kept of it besides; called when it is written. `nil` keeps nothing.
    func note(_ delivery: WebhookDelivery, content: (@Sendable () async -> WebhookContent?)?)
    /// Newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery]
    /// One delivery, and what was kept of it.
    ///
    /// - Returns: `nil` when the endpoint has no such delivery.
    func delivery(
        _ id: Int64, of endpoint: String
    ) async throws -> (delivery: WebhookDelivery, content: WebhookContent?)?
}
