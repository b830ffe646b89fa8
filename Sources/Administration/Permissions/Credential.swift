public import HelpDesk

/// Who is asking.
public struct Credential: Sendable, Hashable {
    /// Stable over restarts, without spaces, and no secret: it scopes idempotency keys and may be logged.
    public var id: String
    public var scopes: Set<Scope>
    /// Which help requests are their business.
    public var view: RequestView
    /// Their own phones; none for a program, and for people who have none.
    public var phones: Set<String>
    /// What a CRM's token holds the operator to; `nil` where there is none.
    public var bounds: Bounds?

    /// The only route and the only department that may be asked; `nil` for any that they may ask otherwise.
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
    /// Whether they may know how it is with a helper or an operator, and say whether they may be rung: people may do that
    /// with their own phone, and supervisors with those of their departments.
    public func admits(_ person: PersonStatus) -> Bool {
        view.admits(person) || phones.contains(person.extension)
    }

    /// Whether they may have a helper's phone rung: people may do that with their own.
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
