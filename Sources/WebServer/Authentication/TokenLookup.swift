public import Administration
import Foundation

/// Verifies the tokens of the configuration file and of the database.
///
/// Reads the database each time, so that tokens that another process adds or revokes take effect immediately.
public struct TokenLookup: TokenVerifier {
    private let configured: StaticTokens
    private let store: any TokenStore

    public init(configured: StaticTokens, store: any TokenStore) {
        self.configured = configured
        self.store = store
    }

    public func verify(_ token: String) async throws -> Credential? {
        if let credential = configured.verify(token) { return credential }
        return try await store.valid(digest: TokenSecret.digest(of: token), at: Date())
            .map { Credential(id: "token:\($0.id)", scopes: $0.scopes) }
    }
}
