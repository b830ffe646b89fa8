public import Foundation

/// One cry for help, from acceptance to its end; what the API shows of it.
public struct HelpRequest: Sendable, Codable, Equatable, Identifiable {
    /// A state and when it was reached.
    public struct TimelineEntry: Sendable, Codable, Equatable {
        public var state: RequestState
        public var at: Date

        public init(state: RequestState, at date: Date) {
            self.state = state
            self.at = date
        }
    }

    public let id: HelpRequestID
    /// The request code of its route, such as `*5003`.
    public let route: String
    /// The operator's extension.
    public let `operator`: String
    /// The id of the department whose helpers serve.
    public let department: String
    /// How the helper joins, or is to join; a helper may change it in mid-call.
    public internal(set) var mode: CallMode
    /// Why it is another mode than the one that was asked for; `nil` when it is not.
    public internal(set) var fallback: ModeFallback?
    public internal(set) var state: RequestState
    /// Set at the end.
    public internal(set) var outcome: Outcome?
    /// Who is to be rung, is being rung, or helped; `nil` before the lookup and when nobody could help.
    public internal(set) var manager: Candidate?
    public internal(set) var lookup: [LookupReport]
    public internal(set) var attempts: [RingAttempt]
    /// The customer's number or name, as the caller of the API gave it.
    public let customer: String?
    /// Why help is asked: a word or a line.
    public let reason: String?
    public let urgency: Urgency
    public let createdAt: Date
    public internal(set) var updatedAt: Date
    public internal(set) var timeline: [TimelineEntry]

    /// Makes a freshly accepted request.
    public init(
        id: HelpRequestID, route: String, operator number: String, department: String, mode: CallMode = .consult,
        customer: String? = nil, reason: String? = nil, urgency: Urgency = .normal, createdAt: Date
    ) {
        self.id = id
        self.route = route
        self.operator = number
        self.department = department
        self.mode = mode
        self.fallback = nil
        self.state = .accepted
        self.outcome = nil
        self.manager = nil
        self.lookup = []
        self.attempts = []
        self.customer = customer
        self.reason = reason
        self.urgency = urgency
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.timeline = [TimelineEntry(state: .accepted, at: createdAt)]
    }

    private enum CodingKeys: String, CodingKey {
        case id, route, `operator`, department, mode, fallback, state, outcome, manager, lookup, attempts
        case customer, reason, urgency, createdAt, updatedAt, timeline
    }

    /// Writes every key, the empty ones as `null`: clients need not tell "absent" from "nothing". Only `fallback`, which
    /// is the exception in itself, is absent where there is none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(route, forKey: .route)
        try container.encode(self.operator, forKey: .operator)
        try container.encode(department, forKey: .department)
        try container.encode(mode, forKey: .mode)
        try container.encodeIfPresent(fallback, forKey: .fallback)
        try container.encode(state, forKey: .state)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(manager, forKey: .manager)
        try container.encode(lookup, forKey: .lookup)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(customer, forKey: .customer)
        try container.encode(reason, forKey: .reason)
        try container.encode(urgency, forKey: .urgency)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(updatedAt, forKey: .updatedAt)
        try container.encode(timeline, forKey: .timeline)
    }
}

extension HelpRequest {
    /// Enters `newState`, once; a state that is already reached is not written again.
    mutating func enter(_ newState: RequestState, at date: Date) {
        guard state != newState else { return }
        state = newState
        updatedAt = date
        timeline.append(TimelineEntry(state: newState, at: date))
    }
}
