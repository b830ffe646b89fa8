/// A request to `POST /v1/webhooks/{id}`, not yet proven or read.
public struct WebhookPost: Sendable {
    /// The endpoint's id.
    public var endpoint: String
    /// The address as it was called, from the host on, such as `bridge.example.com/v1/webhooks/main?a=b`.
    public var address: String
    /// The header fields in their order; names may repeat.
    public var headers: [(name: String, value: String)]
    /// The parameters of the query, decoded as a form's: a plus sign is a space.
    public var query: [String: String]
    /// The content as received.
    public var body: [UInt8]

    public init(
        endpoint: String, address: String = "", headers: [(name: String, value: String)], query: [String: String],
        body: [UInt8]
    ) {
        self.endpoint = endpoint
        self.address = address
        self.headers = headers
        self.query = query
        self.body = body
    }
}
