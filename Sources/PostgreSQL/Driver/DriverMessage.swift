/// A message from another thread to the event loop.
enum DriverMessage: Sendable {
    case submit(Exchange)
    case cancel(Exchange.ID)
    /// Returns a checked-out connection to the pool.
    case checkIn(ServerConnection.ID)
    case connected(Result<ConnectionHandle, PostgreSQLError>)
    case stop
}
