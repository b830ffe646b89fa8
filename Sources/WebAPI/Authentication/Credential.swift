/// Whose call it is.
public struct Credential: Sendable, Hashable {
    /// Stable over restarts, without spaces, and no secret: it scopes idempotency keys and may be logged.
    public var id: String

    public init(id: String) {
        self.id = id
    }
}
