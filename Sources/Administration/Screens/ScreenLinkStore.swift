public import Foundation

/// Keeps the links of screens: digests of their secrets, never themselves. They end with their makers.
public protocol ScreenLinkStore: Sendable {
    /// Oldest first, each with its maker as they are now.
    func links() async throws -> [ScreenLink]
    /// The link of a digest; this counts as a use.
    ///
    /// - Parameter digest: SHA-256 of the link's secret in hex.
    func link(digest: String, at now: Date) async throws -> ScreenLink?
    /// Adds a link, and notes it in the audit log.
    ///
    /// - Parameters:
    ///   - login: of its maker, as they sign in.
    ///   - author: whom the audit log names.
    /// - Returns: whether it is new: one with this id may be there, and its maker may be gone.
    func add(
        _ id: String, name: String, by login: String, digest: String, at now: Date, author: String
    ) async throws -> Bool
    /// - Returns: whether there was one.
    func remove(_ id: String, by author: String) async throws -> Bool
}
