public import Foundation

/// The data of an API token, without the token itself.
public struct APIToken: Sendable, Equatable {
    public var id: String
    /// The purpose of the token.
    public var name: String
    public var scopes: Set<Scope>
    public var createdAt: Date
    /// The end of its validity; `nil` if it is valid until it is revoked.
    public var expiresAt: Date?

    public init(id: String, name: String, scopes: Set<Scope>, createdAt: Date, expiresAt: Date?) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Creates a new token.
    init(_ draft: TokenDraft, at now: Date) {
        self.init(
            id: UUID().uuidString.lowercased(), name: draft.name, scopes: draft.scopes, createdAt: now.storable,
            expiresAt: draft.expiresAt?.storable)
    }

    /// Applies the values that can be set.
    mutating func apply(_ draft: TokenDraft) {
        (name, scopes, expiresAt) = (draft.name, draft.scopes, draft.expiresAt?.storable)
    }
}
