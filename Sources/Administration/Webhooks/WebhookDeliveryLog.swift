/// The stored content of a delivery, for reading it again; its secrets are masked.
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

/// A log of the last deliveries to each webhook endpoint.
public protocol WebhookDeliveryLog: Sendable {
    /// Adds a delivery that was answered; returns at once, it is written later.
    ///
    /// - Parameters:
    ///   - delivery: its id is ignored.
    ///   - content: creates the content to store with it; called when it is written. `nil` stores none.
    func note(_ delivery: WebhookDelivery, content: (@Sendable () async -> WebhookContent?)?)
    /// Returns deliveries, newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery]
    /// Returns a delivery and its stored content.
    ///
    /// - Returns: `nil` if the endpoint has no such delivery.
    func delivery(
        _ id: Int64, of endpoint: String
    ) async throws -> (delivery: WebhookDelivery, content: WebhookContent?)?
}
