import NIOCore
import NIOWebSocket

/// A connection to a ``FakeARI`` that has become an event stream.
final class FakeARIEventStream: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let server: FakeARIServer

    init(_ server: FakeARIServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if frame.maskKey == nil { server.observation.unmaskedFrames += 1 }
        switch frame.opcode {
        case .ping:
            server.observation.pings += 1
            guard server.answersPings else { return }
            let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        case .pong:
            server.observation.pongs += 1
        case .connectionClose:
            server.observation.closeFrames += 1
            context.close(promise: nil)
        default:
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
