/// Keeps refresh tokens that a CRM has given in place of the configured one (RFC 6749, section 6).
///
/// A CRM that rotates them refuses the old one from then on: losing the new one locks the bridge out.
public protocol RefreshTokenStore: Sendable {
    /// The token that replaced a configured one; `nil` when none did.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - configured: the token that stands in its credentials; a token that replaced another one is not given.
    ///   - origin: where it is to go: a token goes back to where it came from, and nowhere else.
    func refreshToken(of source: String, replacing configured: String, from origin: String) async throws -> String?

    /// Keeps a token; returns once it is on disk.
    func keep(_ token: String, of source: String, replacing configured: String, from origin: String) async throws
}
