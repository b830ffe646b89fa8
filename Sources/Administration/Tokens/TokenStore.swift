public import Foundation

/// A store of API tokens: their digests, never the tokens themselves.
///
/// Each change is recorded in the audit log.
public protocol TokenStore: Sendable {
    /// Returns the tokens, oldest first.
    func tokens() async throws -> [APIToken]
    /// - Returns: `nil` if there is none.
    func token(_ id: String) async throws -> APIToken?
    /// Returns the token with a digest, unless it has expired.
    ///
    /// - Parameter digest: SHA-256 of the token in hex.
    func valid(digest: String, at now: Date) async throws -> APIToken?
    /// Adds a token; returns once it is on disk, so that the next request may use it.
    ///
    /// - Parameter author: the author in the audit log.
    func add(_ token: APIToken, digest: String, by author: String) async throws
    /// - Returns: whether it exists and was as `expected`.
    func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool
    /// - Returns: whether there was one.
    func remove(_ id: String, by author: String) async throws -> Bool
}
