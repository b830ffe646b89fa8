/// Which finished help requests are written into a CRM.
public enum ReportedRequests: String, Sendable, Codable, CaseIterable {
    case none
    /// Those that ended without help.
    case missed
    case all

    /// Whether a request that ended so is one of them.
    public func include(_ outcome: Outcome) -> Bool {
        switch self {
        case .none: false
        case .missed: outcome.isMissed
        case .all: true
        }
    }
}
