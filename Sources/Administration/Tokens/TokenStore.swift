public import Foundation

/// Keeps API tokens: their digests, never themselves. Each change notes itself in the audit log.
public protocol TokenStore: Sendable {
    /// Oldest first.
    func tokens() async throws -> [APIToken]
    /// - Returns: `nil` when there is none.
    func token(_ id: String) async throws -> APIToken?
    /// The token of a digest, unless it has expired.
    ///
    /// - Parameter digest: SHA-256 of the token in hex.
    func valid(digest: String, at now: Date) async throws -> APIToken?
    /// Returns once it is on the disk; the next request may use it.
    ///
    /// - Parameter author: whom the audit log names.
    func add(_ token: APIToken, digest: String, by author: String) async throws
    /// - Returns: whether it is there and was as `expected`.
    func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool
    /// - Returns: whether there was one.
    func remove(_ id: String, by author: String) async throws -> Bool
}
