import Glibc

/// The address, TLS files and limits of the server.
public struct WebServerConfiguration: Sendable, Equatable {
    /// The paths of PEM files, read at start and by ``WebApplication/reload(_:)``.
    public struct TLS: Sendable, Equatable {
        /// The path of the server's certificate, followed by the intermediate ones.
        public var certificateChain: String
        /// The path of its private key, without a passphrase.
        public var privateKey: String

        public init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }

    /// The name or address of this machine to listen on.
    public var host: String
    /// The port; 0 picks any free port.
    public var port: Int
    /// The TLS files; `nil` for plain HTTP.
    public var tls: TLS?
    /// Whether browsers always reach the pages over TLS, here or at a proxy: cookies are then sent over TLS only.
    public var isSecure: Bool
    /// The addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted.
    public var trustedProxies: Set<String>
    /// The origins whose pages may call the API for help requests from a browser.
    public var corsOrigins: Set<String>
    /// The number of connections that may wait to be accepted.
    public var backlog: Int
    public var limits: ServerLimits

    public init(
        host: String = "127.0.0.1", port: Int = 8080, tls: TLS? = nil, isSecure: Bool = false,
        trustedProxies: Set<String> = [], corsOrigins: Set<String> = [], backlog: Int = 4096,
        limits: ServerLimits = ServerLimits()
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.isSecure = isSecure || tls != nil
        self.trustedProxies = trustedProxies
        self.corsOrigins = corsOrigins
        self.backlog = backlog
        self.limits = limits
    }

    /// Half of the files that this process may open, at most ``ServerLimits/usualConnections``: the other half is for
    /// the database, the CRMs and the PBX.
    public static var halfOfTheOpenFileLimit: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
        return max(16, Int(min(limit.rlim_cur / 2, rlim_t(ServerLimits.usualConnections))))
    }
}
