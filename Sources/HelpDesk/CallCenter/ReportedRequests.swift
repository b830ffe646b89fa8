/// The finished help requests that are written into a CRM.
public enum ReportedRequests: String, Sendable, Codable, CaseIterable {
    case none
    /// The requests that ended without help.
    case missed
    case all

    /// Whether a request with this outcome is written.
    public func include(_ outcome: Outcome) -> Bool {
        switch self {
        case .none: false
        case .missed: outcome.isMissed
        case .all: true
        }
    }
}
