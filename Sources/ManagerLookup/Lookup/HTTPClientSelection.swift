public import CurlHTTP
import HelpDesk

/// Selects the HTTP client for a source, since each client trusts one set of certificate authorities.
public struct HTTPClientSelection: Sendable {
    private let standard: any HTTPClient
    private let trusting: (@Sendable (_ caFile: String) async throws -> any HTTPClient)?

    /// - Parameters:
    ///   - standard: the client for sources without a CA file.
    ///   - trusting: returns the client that trusts the authorities of a PEM file. Called for each lookup, so it should
    ///     cache its clients. Without it, a source with a CA file is an error.
    public init(
        standard: any HTTPClient, trusting: (@Sendable (_ caFile: String) async throws -> any HTTPClient)? = nil
    ) {
        self.standard = standard
        self.trusting = trusting
    }

    func client(for source: LookupSource) async throws -> any HTTPClient {
        try await client(trusting: source.caFile, for: source.id)
    }

    /// - Parameters:
    ///   - caFile: `nil` for public authorities.
    ///   - owner: the owner of the setting, for the message.
    func client(trusting caFile: String?, for owner: String) async throws -> any HTTPClient {
        guard let caFile else { return standard }
        guard let trusting else {
            throw ManagerLookupError.source(id: owner, problem: "caFile is not supported here")
        }
        return try await trusting(caFile)
    }
}
