public import HelpDesk

/// A request to `POST /v1/webhooks/{id}`, before anybody has looked at it.
public struct WebhookPost: Sendable {
    /// The endpoint's id.
    public var endpoint: String
    public var headers: [(name: String, value: String)]
    /// The parameters of the query, decoded.
    public var query: [String: String]
    /// The content as it came.
    public var body: [UInt8]

    public init(endpoint: String, headers: [(name: String, value: String)], query: [String: String], body: [UInt8]) {
        self.endpoint = endpoint
        self.headers = headers
        self.query = query
        self.body = body
    }
}

/// What a webhook's delivery is, or why it is not taken.
public enum WebhookVerdict: Sendable, Equatable {
    /// It is genuine, and asks for nothing.
    case uninteresting
    /// - Parameter deliveryId: the same in a repeated delivery; `nil` when the CRM gives none.
    case draft(HelpRequestDraft, deliveryId: String?)
    case unknownEndpoint
    case unproven(String)
    case unsupportedMediaType(String)
    case unreadable(String)
    case invalid(String)
    /// The endpoint itself cannot work; the reason is for the log.
    case misconfigured(String)
}

/// Knows the webhook endpoints and how their deliveries are proved and read.
public protocol WebhookInbox: Sendable {
    func read(_ post: WebhookPost) async -> WebhookVerdict
    /// Reads a delivery that was proven when it came, as the mapping reads it now.
    func reread(_ post: WebhookPost) async -> WebhookVerdict
}
