/// How much of the server one connection may use, and for how long.
public struct ServerLimits: Sendable, Equatable {
    /// What a byte rate of a body or an answer is measured by: each of these adds a second to its time.
    static let bytesPerSecond = 64 * 1024

    /// How many connections are served at once where the process may open enough files.
    public static let usualConnections = 10_000

    /// The request line and all header lines together; one more byte is answered 431, and so is a single line of more than
    /// three quarters of it.
    public var headerBytes: Int
    /// How many header lines; one more is answered 431.
    public var headerLines: Int
    /// From a request's first byte, or from the opening of its connection, to the end of its header.
    public var headerTime: Duration
    /// From the end of a request's header to the end of its body, and a second more for each 64 KiB that have come.
    public var bodyTime: Duration
    /// Any body, read or not; what each call takes is less.
    public var bodyBytes: Int
    /// For a client to take what was written, and a second more for each 64 KiB of it.
    public var writeTime: Duration
    /// How long a connection may be silent between two requests.
    public var idleTime: Duration
    /// How many connections are served at once, give or take a few; the others wait in the backlog. Must stay well below
    /// the number of files that the process may open, which the database, the CRMs and the PBX need as well.
    public var connections: Int
    /// How many connections one address may have, trusted proxies excepted; one more is closed at once. A call centre of
    /// several hundred people often comes from one address, each of them with some tabs and an event stream.
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
    /// The same for a process that can serve only so many connections: one address may still have the same part of them.
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
