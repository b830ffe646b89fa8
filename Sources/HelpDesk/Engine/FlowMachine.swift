import Foundation

/// A state machine that ``FlowRunner`` runs: it handles events and returns actions.
protocol FlowMachine: Sendable {
    associatedtype Event: Sendable
    associatedtype Action: Sendable

    /// The event sent at the ``deadline``.
    static var tick: Event { get }
    /// The time of the next ``tick``; `nil` for never.
    var deadline: Date? { get }
    /// Whether the machine has ended.
    var isEnded: Bool { get }

    mutating func handle(_ event: Event, at now: Date) -> [Action]
}
