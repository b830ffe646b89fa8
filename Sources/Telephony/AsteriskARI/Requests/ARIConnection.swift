import NIOCore
import NIOHTTP1

/// A connection to Asterisk's HTTP server that carries one REST call after the other.
final class ARIConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// The received part of an answer.
    private struct Answer {
        var head: HTTPResponseHead
        var body: [UInt8] = []
    }

    private weak let pool: ARIConnectionPool?
    private let headers: HTTPHeaders
    private var context: ChannelHandlerContext?
    private var exchange: ARIExchange?
    private var answer: Answer?
    /// Whether it carried a call before.
    private var isReused = false
    private var failure: ARIRequestFailure?
    /// The time since which it has been idle.
    private(set) var idleSince = NIODeadline.now()

    /// - Parameter headers: the headers of every call.
    init(_ pool: ARIConnectionPool, headers: HTTPHeaders) {
        self.pool = pool
        self.headers = headers
    }

    /// Whether it is open and idle.
    var isFree: Bool { exchange == nil && context?.channel.isActive == true }

    /// Sends a call, if its condition holds at that moment; the pool is notified when the connection is free again.
    func carry(_ exchange: ARIExchange) {
        guard let context else { return }
        self.exchange = exchange
        exchange.sent(over: context.channel)
        let request = exchange.request
        var head = HTTPRequestHead(
            version: .http1_1, method: request.method, uri: request.target, headers: headers)
        if !request.body.isEmpty { head.headers.add(name: "Content-Type", value: "application/json") }
        // Without it an empty body would be sent in chunks.
        if request.method != .GET { head.headers.add(name: "Content-Length", value: "\(request.body.count)") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        // As late as possible: the process may have been paused at any moment until now.
        guard exchange.mayGoOut else {
            self.exchange = nil
            exchange.withhold()
            // Data that was written but not flushed is never sent.
            return context.close(promise: nil)
        }
        context.flush()
    }

    func close() { context?.close(promise: nil) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        // A connection that was closed before it became active is never reported as inactive.
        exchange?.fail(failure ?? .broken)
        exchange = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else {
            // Asterisk sends nothing on its own, except a reason to close.
            return context.close(promise: nil)
        }
        switch unwrapInboundIn(data) {
        case .head(let head): answer = Answer(head: head)
        case .body(let part):
            let limit = exchange.request.maximumBytes
            guard let count = answer?.body.count, count + part.readableBytes <= limit else {
                return fail(.tooLarge(limit), context)
            }
            answer?.body.append(contentsOf: part.readableBytesView)
        case .end: complete(context)
        }
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let exchange, let answer else { return }
        (self.exchange, self.answer) = (nil, nil)
        isReused = true
        idleSince = .now()
        if answer.head.isKeepAlive {
            pool?.freed(self)
        } else {
            context.close(promise: nil)
        }
        exchange.succeed(ARIResponse(status: Int(answer.head.status.code), body: answer.body))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A kept connection that was closed before the call often reports a reset.
        guard !(error is IOError) else { return context.close(promise: nil) }
        fail(.noAnswer("\(error)"), context)
    }

    private func fail(_ failure: ARIRequestFailure, _ context: ChannelHandlerContext) {
        self.failure = failure
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let exchange = exchange
        self.exchange = nil
        // The peer closed a kept connection without an answer: it probably never received the call.
        let isStale = isReused && answer == nil && failure == nil
        guard let exchange, !exchange.isOver else { return }
        if isStale, let pool {
            pool.repeat(exchange)
        } else {
            exchange.fail(failure ?? .broken)
        }
    }
}
