import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Tells a ``WireGuard`` what the bytes of a connection were, bounds bodies, ends event streams to which nobody listens,
/// gives a header that is too large its own answer, and tells a client that asks for it to go on with its body
/// (`Expect: 100-continue`, RFC 9110, section 10.1.1): only once somebody reads it, so that a refusal spares it the body.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long an answer to a fault may take, before the connection is closed whatever becomes of it.
    private static let grace = TimeAmount.seconds(5)

    private let wire: WireGuard
    private let bodyLimit: Int
    private var bodyBytes = 0
    private var isHeaderTooLarge = false
    private var isFaulty = false
    /// An answer that lasts as long as somebody listens.
    private var isStreaming = false
    private var isInputClosed = false
    /// A client that has sent a head and nothing of the body yet: it waits to be told that somebody wants it.
    private var isAwaitingContinue = false

    init(_ wire: WireGuard, bodyLimit: Int) {
        self.wire = wire
        self.bodyLimit = bodyLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The rest of a request that is given up.
        guard !isFaulty else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            isAwaitingContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            bodyBytes = 0
            wire.owed += 1
            wire.deadline.headerEnded(at: context.eventLoop.now)
        case .body(let buffer):
            isAwaitingContinue = false
            bodyBytes += buffer.readableBytes
            wire.deadline.bodyCame(buffer.readableBytes)
            if bodyBytes > bodyLimit {
                return context.pipeline.fireErrorCaught(RequestFault.largeBody(limit: bodyLimit))
            }
        case .end:
            isAwaitingContinue = false
            wire.deadline.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, case .headerOverflow = error { isHeaderTooLarge = true }
        if error is RequestFault, !isFaulty {
            isFaulty = true
            // Whoever reads the body is told by the error and answers; nobody may be reading it.
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
        }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard event as? ChannelEvent == .inputClosed else { return }
        isInputClosed = true
        // Other answers are still waited for by a client that has said all it had to say.
        if isStreaming { context.close(promise: nil) }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        // Where answers to earlier requests are owed, it would be taken for a part of one of them.
        if isAwaitingContinue, wire.owed == 1 {
            isAwaitingContinue = false
            context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head) where isAwaitingContinue && wire.owed == 1:
            // Whether the body comes after all is the client's choice: what follows here can be told apart no more.
            isFaulty = true
            head.headerFields[.connection] = "close"
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .head(var head) where isHeaderTooLarge && head.status == .badRequest:
            head.status = .requestHeaderFieldsTooLarge
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .head(let head):
            isStreaming = head.headerFields[.contentType] == "text/event-stream"
            context.write(data, promise: promise)
            if isStreaming, isInputClosed { context.close(promise: nil) }
        case .body:
            context.write(data, promise: promise)
        case .end:
            isStreaming = false
            wire.owed -= 1
            context.write(data, promise: promise)
            guard isFaulty else { return }
            context.flush()
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension RequestGuard: Sendable {}
