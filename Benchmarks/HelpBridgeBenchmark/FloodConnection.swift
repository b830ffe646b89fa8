import NIOCore
import NIOHTTP1

/// A connection of ``FloodConnections``, with one call for help at a time.
final class FloodConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let flood: FloodConnections
    private var context: ChannelHandlerContext?
    /// The time at which the unanswered call was sent.
    private var sentAt: NIODeadline?
    private var answer: HTTPResponseHead?

    init(of flood: FloodConnections) {
        self.flood = flood
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        flood.isGone(self)
        if let sentAt {
            self.sentAt = nil
            flood.answered(nil, isFair: false, after: .now() - sentAt)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func send(_ head: HTTPRequestHead, _ body: String, at now: NIODeadline) {
        sentAt = now
        guard let context else { return channelGone() }
        var head = head
        head.headers.add(name: "Content-Length", value: "\(body.utf8.count)")
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            Self.wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: body)))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func channelGone() {
        sentAt = nil
        flood.answered(nil, isFair: false, after: .zero)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): answer = head
        case .body: break
        case .end:
            guard let answer, let sentAt else { return }
            self.sentAt = nil
            if answer.isKeepAlive { flood.isIdle(self) } else { context.close(promise: nil) }
            let isFair = [429, 503].contains(answer.status.code) && answer.headers.contains(name: "Retry-After")
            flood.answered(Int(answer.status.code), isFair: isFair, after: .now() - sentAt)
        }
    }
}
