/// A client that sends HTTP requests: ``CurlClient``, or a scripted one in a test.
public protocol HTTPClient: Sendable {
    /// Sends a request and waits for the whole response.
    ///
    /// - Parameter request: The request, with its time limits.
    /// - Returns: The response, whatever its status; redirects are returned, never followed.
    /// - Throws: ``CurlHTTPError`` if there is no complete response within the limits, `CancellationError` if the
    ///   calling task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
