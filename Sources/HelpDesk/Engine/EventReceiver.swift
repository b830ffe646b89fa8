/// A running flow as the event router and the deadlines see it.
///
/// None of these methods may block.
protocol EventReceiver: AnyObject, Sendable {
    /// The id of the PBX whose events the flow receives; `nil` for the default PBX.
    var pbx: String? { get }
    /// Whether the flow continues with the person a call was transferred to; otherwise they are hung up on.
    var followsTransfers: Bool { get }
    /// Receives an event of the PBX that concerns the flow; a snapshot contains only the flow's own part.
    func receive(_ event: PBXEvent)
    /// Notifies the flow that its deadline has passed.
    func tick()
    /// Notifies the flow that no more events will arrive.
    func close()
}
