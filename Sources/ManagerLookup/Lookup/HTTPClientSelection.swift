public import CurlHTTP
import HelpDesk

/// Which HTTP client asks which source: a client trusts one set of certificate authorities.
public struct HTTPClientSelection: Sendable {
    private let standard: any HTTPClient
    private let trusting: (@Sendable (_ caFile: String) async throws -> any HTTPClient)?

    /// - Parameters:
    ///   - standard: for sources without a CA file.
    ///   - trusting: gives the client that trusts the authorities of a PEM file; called for each lookup, so it should
    ///     keep its clients. Without it, a source that names a CA file is an error.
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
    ///   - owner: who names the file, for the message.
    func client(trusting caFile: String?, for owner: String) async throws -> any HTTPClient {
        guard let caFile else { return standard }
        guard let trusting else {
            throw ManagerLookupError.source(id: owner, problem: "caFile is not supported here")
        }
        return try await trusting(caFile)
    }
}
