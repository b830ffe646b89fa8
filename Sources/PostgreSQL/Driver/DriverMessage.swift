/// A message to the event loop from other threads.
enum DriverMessage: Sendable {
    case submit(Exchange)
    case cancel(Exchange.ID)
    /// Checks a connection in.
    case checkIn(ServerConnection.ID)
    case connected(Result<ConnectionHandle, PostgreSQLError>)
    case stop
}
