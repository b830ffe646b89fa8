import NIOCore

/// Hands each datagram of a socket to a closure, on the socket's event loop.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let receive: (AddressedEnvelope<ByteBuffer>) -> Void

    init(_ receive: @escaping (AddressedEnvelope<ByteBuffer>) -> Void) {
        self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    /// A port that nobody listens on answers with ICMP, which shows up here; the timeouts tell of it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
