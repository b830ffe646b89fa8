/// What a user is in the call centre.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Asks for help on his own extension, and sees his own requests.
    case `operator`
    /// Sees the requests of his departments and helps with them.
    case supervisor
    /// Sees and changes everything.
    case admin

    /// What he may do in the API.
    public var scopes: Set<Scope> {
        switch self {
        case .operator, .supervisor: [.requests]
        case .admin: Set(Scope.allCases)
        }
    }
}
