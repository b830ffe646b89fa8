public import Foundation

/// Which listenings are meant; what is `nil` does not narrow.
public struct ListeningFilter: Sendable, Equatable {
    /// Begun at this time or later.
    public var from: Date?
    /// Begun before this time.
    public var to: Date?
    /// Of one of these operators' extensions; none of them when empty.
    public var operators: Set<String>?
    /// Served by one of these departments; none of them when empty.
    public var departments: Set<String>?
    /// By one of these extensions; none of them when empty.
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
    /// What to give as `after` for the next page; `nil` on the last.
    public var next: Listening.ID?

    public init(listenings: [Listening], next: Listening.ID?) {
        self.listenings = listenings
        self.next = next
    }
}
