/// Names one submission, so that repeating it makes no second request.
public struct IdempotencyKey: Sendable, Equatable {
    /// How the keys of webhooks' deliveries begin, and no other: they count for longer.
    public static let deliveries = "webhook:"

    /// The client's key, made unique per credential or webhook endpoint.
    public var text: String
    /// A digest of what is asked for: the same key with another one is a mistake of the client's.
    public var fingerprint: String

    public init(_ text: String, fingerprint: String) {
        self.text = text
        self.fingerprint = fingerprint
    }
}
