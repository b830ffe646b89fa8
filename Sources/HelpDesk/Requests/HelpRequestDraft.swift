/// A request for help before it is validated and accepted.
public struct HelpRequestDraft: Sendable, Equatable {
    /// The operator's extension.
    public var `operator`: String
    /// The request code of the route.
    public var route: String
    /// Overrides the route's mode.
    public var mode: CallMode?
    /// Overrides the operator's own department.
    public var department: String?
    public var customer: String?
    public var reason: String?
    public var urgency: Urgency

    public init(
        operator number: String, route: String, mode: CallMode? = nil, department: String? = nil,
        customer: String? = nil, reason: String? = nil, urgency: Urgency = .normal
    ) {
        self.operator = number
        self.route = route
        self.mode = mode
        self.department = department
        self.customer = customer
        self.reason = reason
        self.urgency = urgency
    }
}
