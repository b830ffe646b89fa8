/// What the event loop is told by other threads.
enum DriverMessage: Sendable {
    case submit(Exchange)
    case cancel(Exchange.ID)
    /// A connection that was checked out goes back.
    case checkIn(ServerConnection.ID)
    case connected(Result<ConnectionHandle, PostgreSQLError>)
    case stop
}
