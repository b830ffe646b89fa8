/// The name of one submission, so that repeating it creates no second request.
public struct IdempotencyKey: Sendable, Equatable {
    /// The prefix of the keys of webhook deliveries, and of no others; these keys are remembered longer.
    public static let deliveries = "webhook:"

    /// The client's key, made unique per credential or webhook endpoint.
    public var text: String
    /// A digest of the submission; using the same key with another digest is a client error.
    public var fingerprint: String

    public init(_ text: String, fingerprint: String) {
        self.text = text
        self.fingerprint = fingerprint
    }
}
