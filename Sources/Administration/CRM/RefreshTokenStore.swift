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

    /// The access token of a source, which one lookup asks for and all bridges use.
    ///
    /// - Parameters:
    ///   - source: the id of the lookup source.
    ///   - settings: what it was obtained with: a token of other settings is of no use.
    ///   - refused: one that the CRM takes no more.
    ///   - deadline: until when to wait for another bridge that is asking.
    ///   - obtain: asks for a new one.
    /// - Returns: `nil` when another bridge is still asking.
    /// - Throws: what `obtain` throws.
    func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken?
}

extension RefreshTokenStore {
    /// One bridge alone keeps it in memory.
    public func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken? {
        try await obtain()
    }
}

/// What a CRM lets us in with for a while (RFC 6749, section 5.1).
public struct AccessToken: Sendable, Equatable {
    public var token: String
    /// How long it is good from now on; `nil` where that is not known.
    public var lifetime: Duration?

    public init(_ token: String, lifetime: Duration?) {
        self.token = token
        self.lifetime = lifetime
    }
}
