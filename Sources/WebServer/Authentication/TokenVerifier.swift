public import Administration

/// Finds the credential of a bearer token.
public protocol TokenVerifier: Sendable {
    /// - Parameter token: the token as sent, never empty.
    /// - Returns: `nil` if the token is unknown, expired or revoked.
    /// - Throws: an error if the token cannot be checked at the moment.
    func verify(_ token: String) async throws -> Credential?
}
