/// The role of a person in the pages.
public enum UserRole: String, Sendable, CaseIterable, Codable {
    /// Asks for help and sees their own requests.
    case `operator`
    /// Sees the requests of their departments.
    case supervisor
    /// Sees and changes everything.
    case admin

    /// The scopes of the role in the API.
    public var scopes: Set<Scope> {
        switch self {
        case .operator, .supervisor: [.requests]
        case .admin: Set(Scope.allCases)
        }
    }
}

extension UserRole: Comparable {
    /// Orders roles by their rights.
    public static func < (lesser: UserRole, greater: UserRole) -> Bool {
        lesser.rank < greater.rank
    }

    private var rank: Int {
        switch self {
        case .operator: 0
        case .supervisor: 1
        case .admin: 2
        }
    }
}
