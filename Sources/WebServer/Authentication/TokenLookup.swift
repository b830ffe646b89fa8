public import Administration
public import Foundation

/// Verifies the tokens of the configuration file and of the database.
///
/// Reads the database each time, so that tokens that another process adds or revokes take effect immediately.
public struct TokenLookup: TokenVerifier {
    private let configured: StaticTokens
    private let store: any TokenStore
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - configured: those of the configuration file, which do not expire.
    ///   - store: those of the database.
    ///   - now: the clock by which tokens expire. A wrong clock must not admit expired tokens.
    public init(configured: StaticTokens, store: any TokenStore, now: @escaping @Sendable () -> Date) {
        self.configured = configured
        self.store = store
        self.now = now
    }

    public func verify(_ token: String) async throws -> Credential? {
        if let credential = configured.verify(token) { return credential }
        return try await store.valid(digest: TokenSecret.digest(of: token), at: now())
            .map { Credential(id: "token:\($0.id)", scopes: $0.scopes) }
    }
}
