/// The limits of a connection's use of the server, in size and time.
public struct ServerLimits: Sendable, Equatable {
    /// The minimum rate of a body or a response: each of these chunks adds a second to its time.
    static let bytesPerSecond = 64 * 1024

    /// The number of connections served at once if the process may open enough files.
    public static let usualConnections = 10_000

    /// The limit for the request line and all header lines together; beyond it, or with a single line of more than
    /// three quarters of it, the response is 431.
    public var headerBytes: Int
    /// The number of header lines; beyond it, the response is 431.
    public var headerLines: Int
    /// The time from a request's first byte, or from the opening of its connection, to the end of its header.
    public var headerTime: Duration
    /// The time from the end of a request's header to the end of its body; each 64 KiB received add a second.
    public var bodyTime: Duration
    /// The size of any body, read or not; single routes accept less.
    public var bodyBytes: Int
    /// The time for a client to receive what was written; each 64 KiB of it add a second.
    public var writeTime: Duration
    /// The time that a connection may be silent between two requests.
    public var idleTime: Duration
    /// The approximate number of connections served at once; further ones wait in the backlog.
    ///
    /// Must be well below the number of files that the process may open, since the database, the CRMs and the PBX need
    /// files as well.
    public var connections: Int
    /// The number of connections per address, except for trusted proxies; further ones are closed immediately.
    ///
    /// A call centre of several hundred people, each with some tabs and an event stream, often has a single address.
    public var connectionsPerAddress: Int

    public init(
        headerBytes: Int = 16 * 1024, headerLines: Int = 100, headerTime: Duration = .seconds(10),
        bodyTime: Duration = .seconds(30), bodyBytes: Int = 32 << 20, writeTime: Duration = .seconds(30),
        idleTime: Duration = .seconds(60), connections: Int = WebServerConfiguration.halfOfTheOpenFileLimit,
        connectionsPerAddress: Int = 4000
    ) {
        self.headerBytes = headerBytes
        self.headerLines = headerLines
        self.headerTime = headerTime
        self.bodyTime = bodyTime
        self.bodyBytes = bodyBytes
        self.writeTime = writeTime
        self.idleTime = idleTime
        self.connections = connections
        self.connectionsPerAddress = connectionsPerAddress
    }
}

extension ServerLimits {
    /// Returns the limits for a process that can serve only `most` connections; the share of one address stays the
    /// same.
    public func lowered(to most: Int) -> ServerLimits {
        guard connections > most else { return self }
        var limits = self
        limits.connectionsPerAddress = max(1, connectionsPerAddress * most / connections)
        limits.connections = most
        return limits
    }
}

extension ServerLimits: CustomStringConvertible {
    public var description: String {
        "header \(headerBytes) B in \(headerLines) lines within \(headerTime), body \(bodyBytes) B within \(bodyTime), "
            + "writes within \(writeTime), idle \(idleTime), \(connections) connections, "
            + "\(connectionsPerAddress) per address"
    }
}
