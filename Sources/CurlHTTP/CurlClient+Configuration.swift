extension CurlClient {
    /// The settings for all requests of a client.
    public struct Configuration: Sendable {
        /// A PEM file with the certificate authorities to trust *instead of* the system's, or `nil` for the system's.
        ///
        /// To trust a private authority in addition to the public ones, install it with `update-ca-certificates`.
        public var caFile: String?
        /// The HTTP proxy of all requests (`http://host:port`, user information allowed), or `nil` for none.
        ///
        /// The environment's `http_proxy` and similar variables are never read.
        public var proxy: String?
        /// The addresses of hosts that are not looked up, by the host in lower case; IPv6 addresses in brackets.
        public var addresses: [String: String] = [:]
        /// The `User-Agent` of requests that do not set their own.
        public var userAgent = "HelpBridge"
        /// The name of the client's threads, as `top -H` shows it; 15 characters at most.
        public var threadName = "curl"
        /// The maximum number of idle connections kept for reuse, over all hosts.
        ///
        /// Connections in use are not counted.
        public var maximumIdleConnections = 64
        /// The maximum number of concurrent requests, over all hosts, each on its own connection; `nil` for no limit.
        ///
        /// Further requests wait, within their connect timeout.
        public var maximumConnections: Int?
        /// The maximum size of the header section in bytes, including interim responses and trailers.
        public var maximumHeaderBytes = 64 << 10
        /// The maximum number of header lines, including interim responses and trailers.
        public var maximumHeaderLines = 256

        /// Creates a configuration with the default limits; without arguments, with no proxy and the system's
        /// authorities.
        ///
        /// - Parameters:
        ///   - caFile: A PEM file with the certificate authorities to trust instead of the system's.
        ///   - proxy: The HTTP proxy of all requests.
        public init(caFile: String? = nil, proxy: String? = nil) {
            self.caFile = caFile
            self.proxy = proxy
        }
    }
}
