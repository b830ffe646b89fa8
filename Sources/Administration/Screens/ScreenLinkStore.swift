public import Foundation

/// A store of the links of screens: digests of their secrets, never the secrets themselves.
///
/// A link ends with its maker.
public protocol ScreenLinkStore: Sendable {
    /// Returns the links, oldest first, each with its maker as they are now.
    func links() async throws -> [ScreenLink]
    /// Returns the link with a digest; counts as a use.
    ///
    /// - Parameter digest: SHA-256 of the link's secret in hex.
    func link(digest: String, at now: Date) async throws -> ScreenLink?
    /// Adds a link, and records it in the audit log.
    ///
    /// - Parameters:
    ///   - login: the login of its maker.
    ///   - author: the author in the audit log.
    /// - Returns: whether it was added: a link with this id may exist, and its maker may be gone.
    func add(
        _ id: String, name: String, by login: String, digest: String, at now: Date, author: String
    ) async throws -> Bool
    /// - Returns: whether there was one.
    func remove(_ id: String, by author: String) async throws -> Bool
}
