extension UserRole {
    /// What he may do in the API.
    public var scopes: Set<Scope> {
        switch self {
        case .operator, .supervisor: [.requests]
        case .admin: Set(Scope.allCases)
        }
    }
}
