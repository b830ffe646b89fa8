public import NIOCore
import NIOPosix

/// A port on loopback that passes everything on to another one, until it is cut.
public final class TCPRelay: Sendable {
    /// How the network fails.
    public enum Fault: Sendable {
        /// Connections break, and new ones break as soon as they are made.
        case broken
        /// Nothing goes through, and nobody is told; what was on its way arrives when the network is back.
        case silent
    }

    /// Where it listens.
    public let port: Int
    private let listener: any Channel
    private let connections: RelayedConnections

    private init(listener: any Channel, connections: RelayedConnections, port: Int) {
        self.listener = listener
        self.connections = connections
        self.port = port
    }

    /// Listens on a free port.
    ///
    /// - Parameters:
    ///   - target: the port on loopback to which it leads at first.
    ///   - watch: sees what whoever connects sends there, piece by piece, before that goes on.
    public static func start(
        to target: Int, watch: @escaping @Sendable (ByteBuffer) -> Void = { _ in }
    ) async throws -> TCPRelay {
        let connections = RelayedConnections(to: target)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { inbound in
                connections.whenUp(on: inbound.eventLoop).flatMap { isUp in
                    isUp ? connect(inbound, by: connections, watch) : inbound.close()
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = listener.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        return TCPRelay(listener: listener, connections: connections, port: port)
    }

    private static func connect(
        _ inbound: any Channel, by connections: RelayedConnections,
        _ watch: @escaping @Sendable (ByteBuffer) -> Void
    ) -> EventLoopFuture<Void> {
        ClientBootstrap(group: inbound.eventLoop)
            .channelInitializer { outbound in
                outbound.eventLoop.makeCompletedFuture {
                    try outbound.pipeline.syncOperations.addHandler(Forwarder(to: inbound))
                }
            }
            .connect(host: "127.0.0.1", port: connections.target)
            .flatMapThrowing { outbound in
                try inbound.pipeline.syncOperations.addHandler(Forwarder(to: outbound, watch))
                connections.carry(inbound, outbound)
            }
            .flatMapError { _ in inbound.close() }
    }

    /// Leads new connections to another port on loopback.
    public func lead(to target: Int) {
        connections.target = target
    }

    /// Cuts it.
    public func cut(_ fault: Fault) {
        connections.cut(fault)
    }

    /// Mends it.
    public func mend() {
        connections.mend()
    }

    public func stop() async throws {
        connections.cut(.broken)
        try await listener.close()
    }
}

/// Passes on what comes in, and the end of it.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel
    private let watch: (ByteBuffer) -> Void

    init(to peer: any Channel, _ watch: @escaping (ByteBuffer) -> Void = { _ in }) {
        self.peer = peer
        self.watch = watch
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let piece = unwrapInboundIn(data)
        watch(piece)
        peer.writeAndFlush(piece, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
