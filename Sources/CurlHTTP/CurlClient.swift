/// An HTTP/1.1 client on libcurl that carries any number of requests on one thread of its own.
///
/// Each request has its own connection while it runs, so a slow server delays nobody else, for as long as there are fewer
/// than ``Configuration/maximumConnections``; idle connections are kept and reused. Names are looked up once for all
/// requests that wait for them, on a thread that lives only as long as that lookup.
///
/// ```swift
/// let client = try CurlClient()
/// let answer = try await client.send(HTTPRequest(url: "http://127.0.0.1:9090/managers?extension=101"))
/// await client.shutdown()
/// ```
///
/// End it with ``shutdown()``. A client that is merely dropped stops its thread too, without anyone waiting for that.
public final class CurlClient: HTTPClient {
    private let driver: CurlDriver

    /// Starts the client's thread.
    ///
    /// - Parameter configuration: What holds for every request.
    /// - Throws: ``CurlHTTPError/unavailable(_:)`` when the system gives no thread or descriptors or the CA file cannot
    ///   be read, ``CurlHTTPError/invalidRequest(_:)`` when the proxy's URL is not one.
    public convenience init(configuration: Configuration = .init()) throws {
        try self.init(settings: TransferSettings(configuration))
    }

    init(settings: TransferSettings) throws {
        driver = try CurlDriver(settings: settings)
    }

    deinit {
        driver.abandon()
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// A request with `allowsReplay` may reach the server twice: when a kept connection breaks before the first byte
    /// of the answer, libcurl repeats the request on a fresh one.
    ///
    /// - Parameter request: What to send, with its time limits.
    /// - Returns: The answer, whatever its status; redirects are returned, never followed.
    /// - Throws: ``CurlHTTPError`` when there is no complete answer within the limits, `CancellationError` when the
    ///   calling task is cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        return try await driver.perform(PreparedRequest(request))
    }

    /// Sends a request whose answer is read while it comes, such as a stream of server-sent events.
    ///
    /// - Parameters:
    ///   - request: What to send; `totalTimeout` and `maximumBodyBytes` hold for the whole stream.
    ///   - onContent: Is given the content of a good (2xx) answer piece by piece, on the client's thread: it must return
    ///     at once. Any other answer is collected as ever.
    /// - Returns: The answer, once it has ended; its body is empty when it was a good one.
    /// - Throws: As ``send(_:)``. Cancel the calling task to hang up.
    public func stream(
        _ request: HTTPRequest, onContent: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> HTTPResponse {
        try Task.checkCancellation()
        return try await driver.perform(PreparedRequest(request), onContent: onContent)
    }

    /// Ends every pending request with ``CurlHTTPError/closed``, closes all connections and waits for the thread's end.
    ///
    /// May be called more than once; requests sent afterwards throw ``CurlHTTPError/closed``.
    public func shutdown() async {
        driver.stop()
        await driver.ended()
    }
}
