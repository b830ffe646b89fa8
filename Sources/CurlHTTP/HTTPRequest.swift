/// An HTTP request, with its caller's limits for the response.
public struct HTTPRequest: Sendable, Equatable {
    /// The methods of requests that an ``HTTPClient`` sends.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case head = "HEAD"
    }

    /// The request method.
    public var method: Method
    /// An absolute `http` or `https` URL in ASCII, without user information.
    public var url: String
    /// The header fields in the order they are sent; names may repeat.
    public var headers: [HTTPHeader]
    /// The content to send; must be empty for ``Method/head``.
    public var body: [UInt8]
    /// The time limit for name lookup, TCP and TLS together.
    public var connectTimeout: Duration
    /// The time limit for everything, from the call to the last byte of the response.
    public var totalTimeout: Duration
    /// The maximum size of the response's content in bytes, after decompression.
    public var maximumBodyBytes: Int
    /// Whether a `gzip` or `deflate` response is requested and decompressed.
    ///
    /// If `false`, the response's bytes are returned as received.
    public var acceptsCompression = false
    /// Whether the request may be sent again if a reused connection breaks before the first byte of the response.
    ///
    /// `false` opens a new connection, so that the request is sent at most once.
    public var allowsReplay = true

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The request method.
    ///   - url: An absolute `http` or `https` URL in ASCII, without user information.
    ///   - headers: The header fields in the order they are sent.
    ///   - body: The content to send.
    ///   - connectTimeout: The time limit for name lookup, TCP and TLS together.
    ///   - totalTimeout: The time limit for everything.
    ///   - maximumBodyBytes: The maximum size of the response's content in bytes, after decompression.
    public init(
        method: Method = .get, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        connectTimeout: Duration = .seconds(2), totalTimeout: Duration = .seconds(5),
        maximumBodyBytes: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.maximumBodyBytes = maximumBodyBytes
    }
}
