/// How an action is carried out. Its result, if any, is the machine's next event.
enum FlowWork<Event: Sendable>: Sendable {
    typealias Operation = @Sendable () async -> Event?

    /// It is done already. Its event is handled before all others.
    case done(Event? = nil)
    /// After the actions before it, even when the flow is closed: an order to the PBX.
    case inTurn(Operation)
    /// Concurrently; cancelled when the flow ends.
    case beside(Operation)
    /// Concurrently; the flow does not end before it is done and its event is handled.
    case awaited(Operation)
}
