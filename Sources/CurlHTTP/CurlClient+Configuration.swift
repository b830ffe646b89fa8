extension CurlClient {
    /// What holds for every request of a client.
    public struct Configuration: Sendable {
        /// A PEM file with the certificate authorities to trust *instead of* the system's, or `nil` for the system's.
        /// To trust a private authority beside the public ones, install it with `update-ca-certificates`.
        public var caFile: String?
        /// The HTTP proxy that every request goes through (`http://host:port`, user information allowed), or `nil` for
        /// none. The environment's `http_proxy` and its kin are never read.
        public var proxy: String?
        /// Hosts that are not looked up, in lower case, with the address of each; an IPv6 one in brackets.
        public var addresses: [String: String] = [:]
        /// The `User-Agent` of requests that bring none of their own.
        public var userAgent = "HelpBridge"
        /// The name of the client's threads, as `top -H` shows it; 15 characters at most.
        public var threadName = "curl"
        /// How many idle connections are kept open for reuse, over all hosts. Those in use are not counted.
        public var maximumIdleConnections = 64
        /// How many requests may be under way at once, over all hosts, each on a connection of its own; further ones
        /// wait, within the time that they have to connect. `nil` sets no limit.
        public var maximumConnections: Int?
        /// The largest header section taken, in bytes, interim answers and trailers included.
        public var maximumHeaderBytes = 64 << 10
        /// The most header lines taken, interim answers and trailers included.
        public var maximumHeaderLines = 256

        /// Makes a configuration with the default limits; without arguments, with no proxy and the system's authorities.
        ///
        /// - Parameters:
        ///   - caFile: A PEM file with the certificate authorities to trust instead of the system's.
        ///   - proxy: The HTTP proxy that every request goes through.
        public init(caFile: String? = nil, proxy: String? = nil) {
            self.caFile = caFile
            self.proxy = proxy
        }
    }
}
