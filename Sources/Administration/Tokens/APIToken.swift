public import Foundation

/// What is known of an API token: all but the token itself.
public struct APIToken: Sendable, Equatable {
    public var id: String
    /// What it is for.
    public var name: String
    public var scopes: Set<Scope>
    public var createdAt: Date
    /// `nil` when it is valid until it is revoked.
    public var expiresAt: Date?

    public init(id: String, name: String, scopes: Set<Scope>, createdAt: Date, expiresAt: Date?) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// A new token.
    init(_ draft: TokenDraft, at now: Date) {
        self.init(
            id: UUID().uuidString.lowercased(), name: draft.name, scopes: draft.scopes, createdAt: now.storable,
            expiresAt: draft.expiresAt?.storable)
    }

    /// Takes over what can be set.
    mutating func apply(_ draft: TokenDraft) {
        (name, scopes, expiresAt) = (draft.name, draft.scopes, draft.expiresAt?.storable)
    }
}
