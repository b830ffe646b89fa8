/// A store of the refresh tokens that a CRM issued to replace the configured ones (RFC 6749, section 6).
///
/// A CRM that rotates tokens refuses the old one from then on: losing the new one locks the bridge out.
public protocol RefreshTokenStore: Sendable {
    /// Returns the token that replaced a configured one; `nil` if none did.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - configured: the token in its credentials, never one that replaced another.
    ///   - origin: the origin that the token is for: a token goes back to where it came from, and nowhere else.
    func refreshToken(of source: String, replacing configured: String, from origin: String) async throws -> String?

    /// Stores a token; returns once it is on disk.
    func keep(_ token: String, of source: String, replacing configured: String, from origin: String) async throws

    /// Returns the access token of a source, which one lookup obtains and all bridges use.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - settings: the settings that it was obtained with: a token of other settings is useless.
    ///   - refused: a token that the CRM no longer accepts.
    ///   - deadline: the time until which to wait for another bridge that is obtaining one.
    ///   - obtain: obtains a new token.
    /// - Returns: `nil` if another bridge is still obtaining one.
    /// - Throws: any error of `obtain`.
    func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken?
}

extension RefreshTokenStore {
    /// Obtains a token: a single bridge keeps it in memory.
    public func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken? {
        try await obtain()
    }
}

/// A CRM's access token of limited lifetime (RFC 6749, section 5.1).
public struct AccessToken: Sendable, Equatable {
    public var token: String
    /// The remaining lifetime of the token; `nil` if unknown.
    public var lifetime: Duration?

    public init(_ token: String, lifetime: Duration?) {
        self.token = token
        self.lifetime = lifetime
    }
}
