/// What the event loop is told by other threads.
enum DriverMessage: Sendable {
    case start(Transfer)
    case cancel(Transfer.Identifier)
    case resolved(host: String, Result<[String], CurlHTTPError>)
    case stop
}
