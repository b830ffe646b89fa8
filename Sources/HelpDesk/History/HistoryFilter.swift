public import Foundation

/// A filter of the history; properties that are `nil` do not restrict it.
public struct HistoryFilter: Sendable, Equatable {
    /// The earliest time of acceptance, inclusive.
    public var from: Date?
    /// The latest time of acceptance, exclusive.
    public var to: Date?
    /// The operators' extensions; an empty set matches nothing.
    public var operators: Set<String>?
    /// The ids of the serving departments; an empty set matches nothing.
    public var departments: Set<String>?
    public var state: RequestState?
    public var outcome: Outcome?
    /// A request code.
    public var route: String?
    /// The extensions of the connected helpers; an empty set matches nothing.
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
