/// An explanation of what a help request would do: the helpers that it would ring, their order, and why.
public struct Explanation: Sendable, Codable, Equatable {
    /// A person who would be rung.
    public struct LadderEntry: Sendable, Codable, Equatable {
        /// Counted from 1.
        public var position: Int
        public var `extension`: String
        public var name: String?
        public var source: CandidateSource
        public var reason: String
    }

    /// The operator's extension.
    public var `operator`: String
    /// The request code of the route.
    public var route: String
    /// The id of the serving department.
    public var department: String
    public var mode: CallMode
    public var detection: Route.Detection
    /// The reports of the sources and of the department's table.
    public var lookup: [LookupReport]
    public var ladder: [LadderEntry]
    public var passedOver: [PassedOver]
}

extension Explanation {
    init(_ flow: CallFlow, _ ladder: Ladder) {
        self.operator = flow.request.operator
        route = flow.request.route
        department = flow.request.department
        mode = flow.request.mode
        detection = flow.route.detection
        lookup = ladder.lookup
        self.ladder = (ladder.candidates + ladder.overflow).enumerated().map { position, candidate in
            LadderEntry(
                position: position + 1, extension: candidate.extension, name: candidate.name, source: candidate.source,
                reason: Self.reason(candidate, flow, isOverflow: position >= ladder.candidates.count))
        }
        passedOver = ladder.passedOver
    }

    private static func reason(_ candidate: Candidate, _ flow: CallFlow, isOverflow: Bool) -> String {
        if isOverflow { return "the route's overflow, when none of the others can be reached" }
        return switch candidate.source {
        case .crm: "the CRM names this manager"
        case .department(flow.request.department): "a helper of the request's department"
        case .department, .overflow, .other: "a helper of a department above"
        }
    }
}
