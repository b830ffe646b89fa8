public import Administration

/// Tells which credential a bearer token stands for.
public protocol TokenVerifier: Sendable {
    /// - Parameter token: as it was sent, never empty.
    /// - Returns: `nil` when the token is unknown, expired or revoked.
    /// - Throws: when the token cannot be checked at the moment.
    func verify(_ token: String) async throws -> Credential?
}
