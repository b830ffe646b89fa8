import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One HTTP connection to a ``FakeARI``, until it becomes an event stream.
final class FakeARIConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: FakeARIServer
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let encoder: HTTPResponseEncoder
    private var head: HTTPRequestHead?

    init(_ server: FakeARIServer, decoder: ByteToMessageHandler<HTTPRequestDecoder>, encoder: HTTPResponseEncoder) {
        self.server = server
        self.decoder = decoder
        self.encoder = encoder
    }

    static func configure(_ channel: any Channel, _ server: FakeARIServer) throws {
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([encoder, decoder])
        try pipeline.addHandler(FakeARIConnection(server, decoder: decoder, encoder: encoder))
        server.opened(connection: channel)
        channel.closeFuture.assumeIsolated().whenComplete { _ in server.closed(connection: channel) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            if head.headers.contains(name: "upgrade") {
                open(head, context)
            } else {
                answer(head, context)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var request = FakeARIRequest(head)
        request.account = server.account(head.headers)
        server.record(request)
        guard server.isAuthorized(head.headers) else {
            return send(.problem(401, "Authentication required"), keepAlive: head.isKeepAlive, context)
        }
        let keepAlive = head.isKeepAlive
        switch server.fault(request) {
        case nil:
            send(server.exchange.answer(request), keepAlive: keepAlive, context)
        case .answers(let status, let body)?:
            send(FakeARIExchange.Answer(status: status, body: body), keepAlive: keepAlive, context)
        case .delays(let delay)?:
            context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
                self.send(self.server.exchange.answer(request), keepAlive: keepAlive, context)
            }
        case .disconnects?:
            context.close(promise: nil)
        case .losesAnswer?:
            _ = server.exchange.answer(request)
            context.close(promise: nil)
        }
    }

    private func send(_ answer: FakeARIExchange.Answer, keepAlive: Bool, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var headers: HTTPHeaders = ["Server": "FakeARI", "Content-Length": "\(answer.body.utf8.count)"]
        if answer.status == 204 { headers.remove(name: "Content-Length") }
        if !answer.body.isEmpty { headers.add(name: "Content-Type", value: "application/json") }
        if !keepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        }
        let sent = context.writeAndFlushToEnd()
        if !keepAlive { sent.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }

    private func open(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        server.observation.openings += 1
        server.observation.target = head.uri
        server.observation.headers = Dictionary(
            head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + "," + $1 })
        if let status = server.eventStreamRefusal ?? (server.isAuthorized(head.headers) ? nil : 401) {
            return send(.problem(status, "refused"), keepAlive: false, context)
        }
        if let account = server.account(head.headers), server.cutOffAccounts.contains(account) {
            return send(.problem(503, "cut off"), keepAlive: false, context)
        }
        guard server.answersOpenings else { return }
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        upgrader.buildUpgradeResponse(channel: context.channel, upgradeRequest: head, initialResponseHeaders: [:])
            .assumeIsolated().whenComplete { result in
                switch result {
                case .success(let headers): self.become(stream: headers, context)
                case .failure: context.close(promise: nil)
                }
            }
    }

    /// By hand and with one flush, so that the greeting travels in the same segment as the answer.
    private func become(stream headers: HTTPHeaders, _ context: ChannelHandlerContext) {
        var headers = headers
        headers.add(name: "Connection", value: "upgrade")
        headers.add(name: "Upgrade", value: "websocket")
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let (channel, server) = (context.channel, server)
        let pipeline = context.pipeline.syncOperations
        pipeline.removeHandler(encoder).assumeIsolated()
            .flatMap { pipeline.removeHandler(self.decoder).assumeIsolated().nonisolated() }
            .flatMap { pipeline.removeHandler(self).assumeIsolated().nonisolated() }
            .whenComplete { _ in
                do {
                    try pipeline.addHandlers([
                        WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder()),
                        FakeARIEventStream(server),
                    ])
                    server.opened(stream: channel)
                    channel.flush()
                } catch {
                    channel.close(promise: nil)
                }
            }
    }
}

extension ChannelHandlerContext {
    fileprivate func writeAndFlushToEnd() -> EventLoopFuture<Void> {
        writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)))
    }
}

extension FakeARIRequest {
    init(_ head: HTTPRequestHead) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: "/").map { Self.decode($0) }
        var query: [String: String] = [:]
        for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = item.split(separator: "=", maxSplits: 1)
            query[Self.decode(pair[0])] = pair.count > 1 ? Self.decode(pair[1]) : ""
        }
        self.init(
            method: head.method.rawValue, path: path.dropFirst().joined(separator: "/"), rawTarget: head.uri,
            query: query,
            headers: Dictionary(
                head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + "," + $1 }),
            receivedAt: .now)
    }

    private static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count > 1,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
