/// A REST call that a ``FakeARI`` received.
public struct FakeARIRequest: Sendable {
    public var method: String
    /// Below the base `/ari`, percent-decoded, joined by slashes: `channels/hb-1-op/ring`.
    public var path: String
    /// The path as it came, before decoding.
    public var rawTarget: String
    /// The parameters, decoded.
    public var query: [String: String]
    public var headers: [String: String]
    /// Whose credentials came with it; `nil` for wrong ones.
    public var account: String?
    /// When its last byte was read.
    public var receivedAt: ContinuousClock.Instant

    /// `POST channels/hb-1-op`.
    public var line: String { "\(method) \(path)" }

    /// Whether an event is ordered for the application itself.
    public var isUserEvent: Bool { line.hasPrefix("POST events/user/") }
}
