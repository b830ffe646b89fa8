/// A running flow, as the event router and the deadlines see it. None of these methods may block.
protocol EventReceiver: AnyObject, Sendable {
    /// The id of the PBX whose events it gets; `nil` for the default one.
    var pbx: String? { get }
    /// Whether the flow goes on with whoever takes a call of its over; otherwise they are hung up on.
    var followsTransfers: Bool { get }
    /// An event on the PBX that concerns the flow. A snapshot contains only the flow's own part.
    func receive(_ event: PBXEvent)
    /// Its deadline has come.
    func tick()
    /// Nothing more will come.
    func close()
}
