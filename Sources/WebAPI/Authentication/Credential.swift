/// Whose call it is.
public struct Credential: Sendable, Hashable {
    /// Stable over restarts, without spaces, and no secret: it scopes idempotency keys and may be logged.
    public var id: String
    public var scopes: Set<Scope>

    public init(id: String, scopes: Set<Scope> = Set(Scope.allCases)) {
        self.id = id
        self.scopes = scopes
    }
}
