import Logging
import Metrics
import NIOCore

/// Closes a connection whose client is too slow to send a header or body, or to receive a response.
///
/// Sits between TLS and HTTP, where bytes pass; a ``RequestGuard`` after the parser reports what they were.
final class SlowClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The response to a client that is too slow with its header; it is written directly because there is no request
    /// yet.
    private static let timeoutResponse =
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    /// The current deadline, also changed by the ``RequestGuard`` on the same event loop.
    var deadline: ConnectionDeadline
    /// The number of responses still to send.
    var owed = 0
    /// The number of requests begun.
    var heads = 0
    private let logger: Logger
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?
    private var hasSeenBytes = false
    private var isClosing = false

    init(_ limits: ServerLimits, logger: Logger) {
        deadline = ConnectionDeadline(limits)
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline.headerBegan(at: context.eventLoop.now)
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        timer?.task.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasSeenBytes = true
        let wasQuiet = deadline.isQuiet
        let before = heads
        context.fireChannelRead(data)
        // The parser has consumed the bytes. If no header is complete, one has begun.
        if wasQuiet, deadline.isQuiet, heads == before { deadline.headerBegan(at: context.eventLoop.now) }
        watch(context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = Self.unwrapOutboundIn(data).readableBytes
        guard bytes > 0 else { return context.write(data, promise: promise) }
        deadline.written(bytes, at: context.eventLoop.now)
        let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
        let loop = context.eventLoop
        taken.futureResult.assumeIsolated().whenComplete { _ in self.deadline.taken(bytes, at: loop.now) }
        context.write(data, promise: taken)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watch(context)
    }

    /// Schedules a check at the next deadline.
    func watch(_ context: ChannelHandlerContext) {
        guard !isClosing, let next = deadline.next else { return }
        if let timer, timer.at <= next { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.timer = nil
            self.checkDeadline(context)
        }
        timer = (task, next)
    }

    private func checkDeadline(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        guard let timeout = deadline.timeout(at: context.eventLoop.now) else { return watch(context) }
        isClosing = true
        note(timeout, context.channel.remoteAddress)
        switch timeout {
        case .header:
            if hasSeenBytes, owed == 0 {
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: Self.timeoutResponse)), promise: nil)
            }
            context.close(promise: nil)
        case .body:
            context.pipeline.fireErrorCaught(RequestFault.slowBody)
        case .write:
            context.close(promise: nil)
        }
    }

    private func note(_ timeout: ConnectionDeadline.Timeout, _ peer: SocketAddress?) {
        Counter(label: "helpbridge_http_connections_refused_total", dimensions: [("reason", timeout.rawValue)])
            .increment()
        logger.debug(
            "a client was too slow",
            metadata: ["reason": "\(timeout.rawValue)", "peer": "\(peer?.ipAddress ?? "unknown")"])
    }
}

@available(*, unavailable)
extension SlowClientHandler: Sendable {}
