public import Foundation

/// Which requests of the history are meant; what is `nil` does not narrow.
public struct HistoryFilter: Sendable, Equatable {
    /// Accepted at this time or later.
    public var from: Date?
    /// Accepted before this time.
    public var to: Date?
    /// Of one of these operators' extensions; none of them when empty.
    public var operators: Set<String>?
    /// Served by one of these departments; none of them when empty.
    public var departments: Set<String>?
    public var state: RequestState?
    public var outcome: Outcome?
    /// A request code.
    public var route: String?
    /// The helper who was joined has one of these extensions; none of them when empty.
    public var helpers: Set<String>?

    public init(
        from: Date? = nil, to: Date? = nil, operators: Set<String>? = nil, departments: Set<String>? = nil,
        state: RequestState? = nil, outcome: Outcome? = nil, route: String? = nil, helpers: Set<String>? = nil
    ) {
        self.from = from
        self.to = to
        self.operators = operators
        self.departments = departments
        self.state = state
        self.outcome = outcome
        self.route = route
        self.helpers = helpers
    }
}
