/// A message from another thread to the event loop.
enum DriverMessage: Sendable {
    case start(Transfer)
    case cancel(Transfer.Identifier)
    case resolved(host: String, Result<[String], CurlHTTPError>)
    case stop
}
