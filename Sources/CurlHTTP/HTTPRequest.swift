/// One HTTP request, with the limits its caller sets on the answer.
public struct HTTPRequest: Sendable, Equatable {
    /// The request methods an ``HTTPClient`` sends.
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
    /// The header fields in the order in which they are sent; names may repeat.
    public var headers: [HTTPHeader]
    /// The content to send; must be empty for ``Method/head``.
    public var body: [UInt8]
    /// How long name lookup, TCP and TLS may take together.
    public var connectTimeout: Duration
    /// How long everything may take, from the call to the last byte of the answer.
    public var totalTimeout: Duration
    /// The largest answer taken, in bytes, counted after decompression.
    public var maximumBodyBytes: Int
    /// Whether a `gzip` or `deflate` answer is asked for and decompressed. Off: the answer's bytes are handed over as
    /// they came.
    public var acceptsCompression = false
    /// Whether the request may be sent again when a kept connection breaks before a single byte of the answer came.
    /// `false` opens a connection of its own, so that the request is sent at most once.
    public var allowsReplay = true

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - method: The request method.
    ///   - url: An absolute `http` or `https` URL in ASCII, without user information.
    ///   - headers: The header fields in the order in which they are sent.
    ///   - body: The content to send.
    ///   - connectTimeout: How long name lookup, TCP and TLS may take together.
    ///   - totalTimeout: How long everything may take.
    ///   - maximumBodyBytes: The largest answer taken, in bytes, counted after decompression.
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
