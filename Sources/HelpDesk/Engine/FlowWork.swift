/// The way an action is carried out; its result, if any, is the machine's next event.
enum FlowWork<Event: Sendable>: Sendable {
    typealias Operation = @Sendable () async -> Event?

    /// The action is already done; its event is handled before all others.
    case done(Event? = nil)
    /// Run after the preceding actions, even if the flow is closed: an order to the PBX.
    case inTurn(Operation)
    /// Run concurrently, and cancelled when the flow ends.
    case beside(Operation)
    /// Run concurrently; the flow does not end before the action is done and its event is handled.
    case awaited(Operation)
}
