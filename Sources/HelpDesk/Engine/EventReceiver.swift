/// One flow that is under way, as the PBX's events and the deadlines find it. Nothing here may wait.
protocol EventReceiver: AnyObject, Sendable {
    /// Something of the flow's has happened on the PBX. A snapshot has only the flow's own part.
    func receive(_ event: PBXEvent)
    /// Its deadline has come.
    func tick()
    /// Nothing more will come.
    func close()
}
