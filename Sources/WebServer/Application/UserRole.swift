/// What a person may do in the pages.
public enum UserRole: String, Sendable, CaseIterable, Codable {
    /// Asks for help and sees his own requests.
    case `operator`
    /// Sees the requests of his departments.
    case supervisor
    /// Sees and sets everything.
    case admin
}

extension UserRole: Comparable {
    /// Whoever may more is greater.
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
