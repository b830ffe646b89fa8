public import HelpDesk

/// The identity and the rights of a caller.
public struct Credential: Sendable, Hashable {
    /// Stable across restarts, without spaces, and not a secret: it scopes idempotency keys and may be logged.
    public var id: String
    public var scopes: Set<Scope>
    /// The help requests that the caller may see and act on.
    public var view: RequestView
    /// The caller's own phones; empty for a program, and for people who have none.
    public var phones: Set<String>
    /// The limits that a CRM's token sets for the operator; `nil` if there are none.
    public var bounds: Bounds?

    /// The only route and the only department that may be asked; `nil` for any that are otherwise allowed.
    public struct Bounds: Sendable, Hashable {
        public var route: String?
        public var department: String?
    }

    public init(
        id: String, scopes: Set<Scope> = Set(Scope.allCases), view: RequestView = .all, phones: Set<String> = [],
        bounds: Bounds? = nil
    ) {
        self.id = id
        self.scopes = scopes
        self.view = view
        self.phones = phones
        self.bounds = bounds
    }
}

extension Credential {
    /// Whether the caller may see the status of a helper or an operator, and set whether they may be rung: people may
    /// do that for their own phone, and supervisors for those of their departments.
    public func admits(_ person: PersonStatus) -> Bool {
        view.admits(person) || phones.contains(person.extension)
    }

    /// Whether the caller may have a helper's phone rung: people may do that with their own.
    ///
    /// - Parameter number: the helper's extension.
    public func directs(_ number: String) -> Bool {
        switch view {
        case .all: true
        case .departments: phones.contains(number)
        case .extensions: false
        }
    }

    public init(_ user: User) {
        self.init(
            id: user.author, scopes: user.role.scopes,
            view: RequestView(
                user.role, extensions: Set(user.extensions), departments: Set(user.departments)),
            phones: Set(user.extensions))
    }

    public init(_ guest: EmbeddedOperator) {
        self.init(
            id: guest.author, scopes: [.requests], view: .extensions([guest.extension]),
            phones: [guest.extension],
            bounds: Bounds(route: guest.route, department: guest.department))
    }
}
