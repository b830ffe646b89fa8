import NIOCore
import NIOHTTP1
import NIOPosix

/// Gathers a request, asks what to do about it and does that, step after step.
final class FaultServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let record: FaultServerRecord
    private let respond: FaultServer.Respond
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(record: FaultServerRecord, respond: @escaping FaultServer.Respond) {
        self.record = record
        self.respond = respond
    }

    func channelActive(context: ChannelHandlerContext) {
        record.opened(context.channel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        record.closed(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let head else { return }
            let request = ReceivedRequest(
                method: head.method.rawValue, target: head.uri,
                headers: head.headers.map { .init(name: $0.name, value: $0.value) }, body: body)
            self.head = nil
            record.add(request)
            perform(respond(request)[...], context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that breaks off, or is not speaking HTTP, is what some tests are about.
        context.close(promise: nil)
    }

    private func perform(_ steps: ArraySlice<FaultServer.Step>, context: ChannelHandlerContext) {
        var steps = steps
        while let step = steps.popFirst() {
            switch step {
            case .send(let bytes):
                context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
            case .wait(let duration):
                let rest = steps
                context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) {
                    guard context.channel.isActive else { return }
                    self.perform(rest, context: context)
                }
                return
            case .waitFor(let gate):
                let bound = NIOLoopBound((self, context, steps), eventLoop: context.eventLoop)
                let eventLoop = context.eventLoop
                gate.whenOpen {
                    eventLoop.execute {
                        let (handler, context, rest) = bound.value
                        guard context.channel.isActive else { return }
                        handler.perform(rest, context: context)
                    }
                }
                return
            case .close:
                context.close(promise: nil)
                return
            case .reset:
                reset(context)
                return
            }
        }
    }

    /// Closing with a linger time of zero sends RST in place of FIN (socket(7)).
    private func reset(_ context: ChannelHandlerContext) {
        guard let channel = context.channel as? any SocketOptionProvider else {
            preconditionFailure("a TCP channel has socket options")
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        channel.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}
