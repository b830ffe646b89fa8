public import HTTPTypes

/// Knows who is signed in.
public protocol SignedInUserSource: Sendable {
    /// - Parameter headers: of a request for a page, the session's cookie among them.
    /// - Returns: `nil` when nobody is signed in, or no longer.
    /// - Throws: when that cannot be told at the moment.
    func user(of headers: HTTPFields) async throws -> SignedInUser?
}
