public import Foundation

/// Looks after the API tokens. A new one counts from the next request on, a revoked one no more.
public struct TokenService: Sendable {
    private let store: any TokenStore

    public init(store: any TokenStore) {
        self.store = store
    }

    /// Oldest first.
    public func tokens() async throws -> [APIToken] { try await store.tokens() }

    /// - Returns: `nil` when there is none.
    public func token(_ id: String) async throws -> APIToken? { try await store.token(id) }

    /// Makes a token.
    ///
    /// - Parameter author: whom the audit log names, and whose scopes limit those of the token.
    /// - Returns: the token, and its secret, which nobody can be shown again.
    public func make(
        _ draft: TokenDraft, by author: Credential, at now: Date = Date()
    ) async throws(AdministrationError) -> (token: APIToken, secret: TokenSecret) {
        try check(draft, by: author, at: now)
        let secret = TokenSecret()
        let token = APIToken(draft, at: now)
        try await storing { try await store.add(token, digest: secret.digest, by: author.id) }
        return (token, secret)
    }

    /// - Parameter token: as the author has seen it.
    /// - Returns: `nil` when it is not like that any more.
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
