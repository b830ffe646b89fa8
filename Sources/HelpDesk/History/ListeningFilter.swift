public import Foundation

/// A filter of listenings; properties that are `nil` do not restrict it.
public struct ListeningFilter: Sendable, Equatable {
    /// The earliest start time, inclusive.
    public var from: Date?
    /// The latest start time, exclusive.
    public var to: Date?
    /// The operators' extensions; an empty set matches nothing.
    public var operators: Set<String>?
    /// The ids of the serving departments; an empty set matches nothing.
    public var departments: Set<String>?
    /// The listeners' extensions; an empty set matches nothing.
    public var listeners: Set<String>?
    public var role: Listening.Role?
    public var mode: CallMode?

    public init(
        from: Date? = nil, to: Date? = nil, operators: Set<String>? = nil, departments: Set<String>? = nil,
        listeners: Set<String>? = nil, role: Listening.Role? = nil, mode: CallMode? = nil
    ) {
        self.from = from
        self.to = to
        self.operators = operators
        self.departments = departments
        self.listeners = listeners
        self.role = role
        self.mode = mode
    }
}

/// One page of listenings, newest first.
public struct ListeningPage: Sendable, Equatable {
    public var listenings: [Listening]
    /// The `after` value for the next page; `nil` on the last page.
    public var next: Listening.ID?

    public init(listenings: [Listening], next: Listening.ID?) {
        self.listenings = listenings
        self.next = next
    }
}
