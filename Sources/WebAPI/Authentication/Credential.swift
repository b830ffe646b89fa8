/// Whose call it is.
public struct Credential: Sendable, Hashable {
    /// Stable over restarts, without spaces, and no secret: it scopes idempotency keys and may be logged.
    public var id: String
    public var scopes: Set<Scope>
    /// Which help requests are his business.
    public var view: RequestView

    public init(id: String, scopes: Set<Scope> = Set(Scope.allCases), view: RequestView = .all) {
        self.id = id
        self.scopes = scopes
        self.view = view
    }
}

extension Credential {
    init(_ user: UserRecord) {
        let view: RequestView =
            switch user.role {
            case .admin: .all
            case .supervisor: .departments(Set(user.departments))
            case .operator: .extension(user.extension ?? "")
            }
        self.init(id: "user:\(user.login)", scopes: user.role.scopes, view: view)
    }

    init(_ guest: EmbeddedOperator) {
        self.init(id: "embedded:\(guest.extension)", scopes: [.requests], view: .extension(guest.extension))
    }
}
