public import Foundation

/// The management of API tokens.
///
/// A new token is valid from the next request on, a revoked one no longer.
public struct TokenService: Sendable {
    private let store: any TokenStore

    public init(store: any TokenStore) {
        self.store = store
    }

    /// Returns the tokens, oldest first.
    public func tokens() async throws -> [APIToken] { try await store.tokens() }

    /// - Returns: `nil` if there is none.
    public func token(_ id: String) async throws -> APIToken? { try await store.token(id) }

    /// Creates a token.
    ///
    /// - Parameter author: the author in the audit log, whose scopes limit those of the token.
    /// - Returns: the token, and its secret, which cannot be shown again.
    public func make(
        _ draft: TokenDraft, by author: Credential, at now: Date = Date()
    ) async throws(AdministrationError) -> (token: APIToken, secret: TokenSecret) {
        try check(draft, by: author, at: now)
        let secret = TokenSecret()
        let token = APIToken(draft, at: now)
        try await storing { try await store.add(token, digest: secret.digest, by: author.id) }
        return (token, secret)
    }

    /// - Parameter token: the token as the author saw it.
    /// - Returns: `nil` if the token has changed since.
    public func change(
        _ token: APIToken, to draft: TokenDraft, by author: Credential, at now: Date = Date()
    ) async throws(AdministrationError) -> APIToken? {
        try check(draft, by: author, at: now)
        var changed = token
        changed.apply(draft)
        let isChanged = try await storing { [changed] in
            try await store.change(changed, from: token, by: author.id)
        }
        return isChanged ? changed : nil
    }

    /// Revokes a token immediately.
    ///
    /// - Returns: whether there was one.
    public func revoke(_ id: String, by author: Credential) async throws(AdministrationError) -> Bool {
        try await storing { try await store.remove(id, by: author.id) }
    }

    private func check(_ draft: TokenDraft, by author: Credential, at now: Date) throws(AdministrationError) {
        let faults = draft.faults(by: author, at: now)
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}
