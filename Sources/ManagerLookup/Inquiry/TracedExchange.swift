/// One request to a CRM and its answer, fit to be shown: every secret is masked.
public struct TracedExchange: Sendable, Equatable, Codable {
    public let method: String
    public let url: String
    /// `name: value` lines.
    public let requestHeaders: [String]
    public let requestBody: String
    /// `nil` when there was no answer.
    public let status: Int?
    public let responseHeaders: [String]
    /// The first 16 KiB.
    public let responseBody: String
    public let milliseconds: Int
    /// Why there was no answer.
    public let failure: String?
}
