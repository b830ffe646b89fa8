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
    public init(name: String, scopes: Set<Scope>, at now: Date = Date(), expiresAt: Date?) {
        self.init(
            id: UUID().uuidString.lowercased(), name: name, scopes: scopes, createdAt: now.storable,
            expiresAt: expiresAt?.storable)
    }
}
