/// Whoever can send an HTTP request: ``CurlClient``, or a scripted one in a test.
public protocol HTTPClient: Sendable {
    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameter request: What to send, with its time limits.
    /// - Returns: The answer, whatever its status; redirects are returned, never followed.
    /// - Throws: ``CurlHTTPError`` when there is no complete answer within the limits, `CancellationError` when the
    ///   calling task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
