/// The source that named a helper: an external source, a department's table, or the route's overflow.
public enum CandidateSource: Sendable, Hashable {
    /// A lookup source, by its id.
    case crm(String)
    /// A department, by its id.
    case department(String)
    /// The external number of the route's overflow.
    case overflow
    /// A stored source that this version does not know.
    case other(String)
}

/// The text form in JSON, stored rows and log lines: `crm:<source id>`, `department:<department id>` or `overflow`.
extension CandidateSource: RawRepresentable, Codable, CustomStringConvertible {
    public init(rawValue: String) {
        let parts = rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self =
            switch (parts.first, parts.count) {
            case ("crm", 2): .crm(parts[1])
            case ("department", 2): .department(parts[1])
            case ("overflow", 1): .overflow
            default: .other(rawValue)
            }
    }

    public var rawValue: String {
        switch self {
        case .crm(let id): "crm:\(id)"
        case .department(let id): "department:\(id)"
        case .overflow: "overflow"
        case .other(let text): text
        }
    }

    public var description: String { rawValue }
}
