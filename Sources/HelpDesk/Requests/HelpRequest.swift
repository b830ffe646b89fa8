public import Foundation

/// One request for help, from acceptance to its end, as the API shows it.
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
    /// The operator's extension, with the id of its PBX unless that is the default one.
    public let `operator`: String
    /// The id of the serving department.
    public let department: String
    /// The helper's current or intended mode; a helper may change it during the call.
    public internal(set) var mode: CallMode
    /// The reason why the mode is not the requested one; `nil` if it is.
    public internal(set) var fallback: ModeFallback?
    public internal(set) var state: RequestState
    /// Set at the end.
    public internal(set) var outcome: Outcome?
    /// The person who will be rung, is being rung, or helped; `nil` before the lookup, and if nobody could help.
    public internal(set) var manager: Candidate?
    public internal(set) var lookup: [LookupReport]
    /// The people who were named and are not rung, mostly because they are not online.
    public internal(set) var passedOver: [PassedOver]
    public internal(set) var attempts: [RingAttempt]
    /// The supervisors who came to the call, in the order of asking.
    public internal(set) var supervisors: [SupervisorVisit]
    /// The customer's number or name, as the caller of the API gave it.
    public let customer: String?
    /// The reason for asking for help: a word or a line.
    public let reason: String?
    public let urgency: Urgency
    /// The trace of the HTTP request that asked for help; `nil` if it named none.
    public let trace: TraceContext?
    public let createdAt: Date
    /// The time of the last change, apart from visits of people who only listen.
    public internal(set) var updatedAt: Date
    public internal(set) var timeline: [TimelineEntry]

    /// Creates a newly accepted request.
    public init(
        id: HelpRequestID, route: String, operator number: String, department: String, mode: CallMode = .consult,
        fallback: ModeFallback? = nil, customer: String? = nil, reason: String? = nil, urgency: Urgency = .normal,
        trace: TraceContext? = nil, createdAt: Date
    ) {
        self.id = id
        self.route = route
        self.operator = number
        self.department = department
        self.mode = mode
        self.fallback = fallback
        self.state = .accepted
        self.outcome = nil
        self.manager = nil
        self.lookup = []
        self.passedOver = []
        self.attempts = []
        self.supervisors = []
        self.customer = customer
        self.reason = reason
        self.urgency = urgency
        self.trace = trace
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.timeline = [TimelineEntry(state: .accepted, at: createdAt)]
    }

    private enum CodingKeys: String, CodingKey {
        case id, route, `operator`, pbx, department, mode, fallback, state, outcome, manager, lookup, passedOver
        case attempts, supervisors, customer, reason, urgency, traceparent, tracestate, createdAt, updatedAt, timeline
    }

    /// Decodes a request; requests stored by earlier versions lack the newer keys.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(HelpRequestID.self, forKey: .id)
        route = try container.decode(String.self, forKey: .route)
        self.operator = try container.decode(String.self, forKey: .operator)
        department = try container.decode(String.self, forKey: .department)
        mode = try container.decodeIfPresent(CallMode.self, forKey: .mode) ?? .consult
        fallback = try container.decodeIfPresent(ModeFallback.self, forKey: .fallback)
        state = try container.decode(RequestState.self, forKey: .state)
        outcome = try container.decodeIfPresent(Outcome.self, forKey: .outcome)
        manager = try container.decodeIfPresent(Candidate.self, forKey: .manager)
        lookup = try container.decodeIfPresent([LookupReport].self, forKey: .lookup) ?? []
        passedOver = try container.decodeIfPresent([PassedOver].self, forKey: .passedOver) ?? []
        attempts = try container.decodeIfPresent([RingAttempt].self, forKey: .attempts) ?? []
        supervisors = try container.decodeIfPresent([SupervisorVisit].self, forKey: .supervisors) ?? []
        customer = try container.decodeIfPresent(String.self, forKey: .customer)
        reason = try container.decodeIfPresent(String.self, forKey: .reason)
        urgency = try container.decodeIfPresent(Urgency.self, forKey: .urgency) ?? .normal
        trace = try container.decodeIfPresent(String.self, forKey: .traceparent).flatMap { traceparent in
            TraceContext(
                traceparents: [traceparent],
                tracestates: try container.decodeIfPresent(String.self, forKey: .tracestate).map { [$0] } ?? [])
        }
        createdAt = try container.decode(Date.self, forKey: .createdAt)
        updatedAt = try container.decode(Date.self, forKey: .updatedAt)
        timeline = try container.decode([TimelineEntry].self, forKey: .timeline)
    }

    /// Writes all keys, empty values as `null`, so that clients need not distinguish absent from empty. Only the trace
    /// and the PBX are left out if there is none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(route, forKey: .route)
        try container.encode(self.operator, forKey: .operator)
        try container.encodeIfPresent(ExtensionAddress(self.operator).pbx, forKey: .pbx)
        try container.encode(department, forKey: .department)
        try container.encode(mode, forKey: .mode)
        try container.encode(fallback, forKey: .fallback)
        try container.encode(state, forKey: .state)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(manager, forKey: .manager)
        try container.encode(lookup, forKey: .lookup)
        try container.encode(passedOver, forKey: .passedOver)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(supervisors, forKey: .supervisors)
        try container.encode(customer, forKey: .customer)
        try container.encode(reason, forKey: .reason)
        try container.encode(urgency, forKey: .urgency)
        try container.encodeIfPresent(trace?.traceparent, forKey: .traceparent)
        try container.encodeIfPresent(trace?.state, forKey: .tracestate)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(updatedAt, forKey: .updatedAt)
        try container.encode(timeline, forKey: .timeline)
    }
}

extension HelpRequest {
    /// Enters `newState`; a state that is already reached is not written again.
    ///
    /// - Parameter date: the time of the change. No entry is dated before the previous one, whatever a clock says.
    mutating func enter(_ newState: RequestState, at date: Date) {
        guard state != newState else { return }
        state = newState
        updatedAt = max(date, timeline.last?.at ?? createdAt)
        timeline.append(TimelineEntry(state: newState, at: updatedAt))
    }
}

extension HelpRequest {
    /// Returns the request as it was reported when it entered a state.
    ///
    /// - Parameter position: the index of that state in the timeline.
    public func asOf(_ position: Int) -> HelpRequest {
        guard timeline.indices.contains(position), position < timeline.count - 1 else { return self }
        var then = self
        then.timeline = Array(timeline[...position])
        then.state = timeline[position].state
        then.updatedAt = timeline[position].at
        then.outcome = nil
        return then
    }
}
