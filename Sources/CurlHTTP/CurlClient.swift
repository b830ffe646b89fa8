/// An HTTP/1.1 client on libcurl that runs any number of requests on one dedicated thread.
///
/// Each running request has its own connection, so a slow server delays no other request as long as fewer than
/// ``Configuration/maximumConnections`` are running; idle connections are kept and reused. A name is looked up once for
/// all requests that wait for it, on a thread that lives only as long as the lookup.
///
/// ```swift
/// let client = try CurlClient()
/// let answer = try await client.send(HTTPRequest(url: "http://127.0.0.1:9090/managers?extension=101"))
/// await client.shutdown()
/// ```
///
/// Call ``shutdown()`` to end it. A client that is merely released stops its thread too, but nothing waits for that.
public final class CurlClient: HTTPClient {
    private let driver: CurlDriver

    /// Starts the client's thread.
    ///
    /// - Parameter configuration: The settings for all requests.
    /// - Throws: ``CurlHTTPError/unavailable(_:)`` if the system provides no thread or descriptors or the CA file
    ///   cannot be read, ``CurlHTTPError/invalidRequest(_:)`` if the proxy's URL is invalid.
    public convenience init(configuration: Configuration = .init()) throws {
        try self.init(settings: TransferSettings(configuration))
    }

    init(settings: TransferSettings) throws {
        driver = try CurlDriver(settings: settings)
    }

    deinit {
        driver.abandon()
    }

    /// Sends a request and waits for the whole response.
    ///
    /// A request with `allowsReplay` may reach the server twice: if a reused connection breaks before the first byte of
    /// the response, libcurl repeats the request on a new one.
    ///
    /// - Parameter request: The request, with its time limits.
    /// - Returns: The response, whatever its status; redirects are returned, never followed.
    /// - Throws: ``CurlHTTPError`` if there is no complete response within the limits, `CancellationError` if the
    ///   calling task is cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        return try await driver.perform(PreparedRequest(request))
    }

    /// Sends a request whose response is read as it arrives, such as a stream of server-sent events.
    ///
    /// - Parameters:
    ///   - request: The request; its `totalTimeout` holds for the whole stream. `maximumBodyBytes` limits a declared
    ///     length; libcurl 8.4 and later also apply it to an undeclared one.
    ///   - onContent: Called with each piece of the content of a successful (2xx) response, on the client's thread: it
    ///     must return at once. Any other response is collected as usual.
    /// - Returns: The response, once it has ended; its body is empty if it was successful.
    /// - Throws: The errors of ``send(_:)``. Cancel the calling task to hang up.
    public func stream(
        _ request: HTTPRequest, onContent: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> HTTPResponse {
        try Task.checkCancellation()
        return try await driver.perform(PreparedRequest(request), onContent: onContent)
    }

    /// Ends every pending request with ``CurlHTTPError/closed``, closes all connections and waits for the thread to
    /// end.
    ///
    /// May be called more than once; requests sent afterwards throw ``CurlHTTPError/closed``.
    public func shutdown() async {
        driver.stop()
        await driver.ended()
    }
}
