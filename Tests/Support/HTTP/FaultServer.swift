import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server on a free loopback port that answers as a test tells it to, byte for byte.
///
/// ```swift
/// try await FaultServer.with { request in .cutShort(promised: 100, text: "short") } run: { server in
///     _ = try await client.send(HTTPRequest(url: server.url("/x")))
/// }
/// ```
public struct FaultServer: Sendable {
    /// What to do about a request.
    public typealias Respond = @Sendable (ReceivedRequest) -> [Step]

    private let channel: any Channel
    private let record: FaultServerRecord
    /// The port it listens on.
    public let port: Int

    /// Runs a server for the length of a closure.
    ///
    /// - Parameters:
    ///   - respond: What to do about each request, called on an event loop.
    ///   - run: What to do while the server runs.
    /// - Throws: What `run` throws, or an I/O error when no port can be bound.
    public static func with<Result>(
        respond: @escaping Respond, run: (FaultServer) async throws -> Result
    ) async throws -> Result {
        let server = try await start(respond: respond)
        do {
            let result = try await run(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Starts a server; ``stop()`` ends it.
    public static func start(respond: @escaping Respond) async throws -> FaultServer {
        let record = FaultServerRecord()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // So that what a test sends goes out at once and as it is, no response encoder is in the way.
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                        FaultServerHandler(record: record, respond: respond))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else {
            preconditionFailure("a bound TCP channel has a port")
        }
        return FaultServer(channel: channel, record: record, port: port)
    }

    /// Stops listening and closes all connections.
    public func stop() async {
        // Already closed is as good.
        try? await channel.close()
        record.closeAll()
    }

    /// The URL of a path on this server.
    public func url(_ path: String = "/", host: String = "127.0.0.1") -> String {
        "http://\(host):\(port)\(path)"
    }

    /// What has happened so far.
    public var counts: Counts { record.counts }

    /// The requests received so far, in order.
    public var requests: [ReceivedRequest] { record.requests }

    /// Waits until what has happened satisfies a condition, or until the task is cancelled.
    public func wait(until condition: @escaping @Sendable (Counts) -> Bool) async {
        await record.wait(until: condition)
    }

    /// What has happened on a server.
    public struct Counts: Sendable, Equatable {
        /// Connections accepted.
        public internal(set) var accepted = 0
        /// Connections open now.
        public internal(set) var open = 0
        /// Requests received whole.
        public internal(set) var requests = 0
    }
}
