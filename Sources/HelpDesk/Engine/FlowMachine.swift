import Foundation

/// A state machine that ``FlowRunner`` runs: it receives events and returns actions.
protocol FlowMachine: Sendable {
    associatedtype Event: Sendable
    associatedtype Action: Sendable

    /// The event that comes at the ``deadline``.
    static var tick: Event { get }
    /// When it needs its next ``tick``; `nil` for never.
    var deadline: Date? { get }
    /// Whether nothing more can come of it.
    var isEnded: Bool { get }

    mutating func handle(_ event: Event, at now: Date) -> [Action]
}

/// How an action is carried out; what it returns is the next event, if there is one.
enum FlowWork<Event: Sendable>: Sendable {
    typealias Operation = @Sendable () async -> Event?

    /// After the actions before it, also at the end: an order to the PBX.
    case inTurn(Operation)
    /// Beside everything else; cancelled when nothing more is to come.
    case beside(Operation)
    /// Beside everything else; the flow waits for it before it is over, and is told of its event even then.
    case awaited(Operation)
}
