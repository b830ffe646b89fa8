import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Tells a ``SlowClientHandler`` what the bytes of a connection were, counts calls for help, sends those away that are
/// too many, limits bodies, ends event streams whose client is gone, answers a header that is too large, and lets a
/// client that asked for it (`Expect: 100-continue`, RFC 9110, section 10.1.1) send its body only once it is read, so
/// that a refused request is not sent in full.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long the answer to a fault may take before the connection is closed in any case.
    private static let grace = TimeAmount.seconds(5)

    private let slowClients: SlowClientHandler
    private let bodyLimit: Int
    private let callsForHelp: HelpAdmission
    private let logger: Logger
    /// What the request that comes in is answered at its end; nobody behind this handler hears of it.
    private var refusal: FloodResponse?
    /// For each request that is not answered yet, in their order: whether it is a call for help that has come whole.
    private var areCallsForHelp: [Bool] = []
    /// Whether the first of them counts as under way. The others need nothing before it is answered, nor does it while its
    /// client takes no answers.
    private var isCounted = false
    /// Whether what comes in is a call for help that nobody has answered yet.
    private var isCallComing = false
    private var bodyBytes = 0
    private var isHeaderTooLarge = false
    private var isFaulty = false
    /// An answer that lasts as long as its client listens.
    private var isStreaming = false
    /// The answer to a HEAD of what is streamed, of which there is only the head.
    private var isHeadOnly = false
    private var isInputClosed = false
    /// A client that has sent a head and nothing of the body yet: it waits to be told that somebody wants it.
    private var isAwaitingContinue = false

    init(_ slowClients: SlowClientHandler, bodyLimit: Int, callsForHelp: HelpAdmission, logger: Logger) {
        self.slowClients = slowClients
        self.bodyLimit = bodyLimit
        self.callsForHelp = callsForHelp
        self.logger = logger
    }

    func channelInactive(context: ChannelHandlerContext) {
        leaveAll()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leaveAll()
    }

    private func leaveAll() {
        areCallsForHelp = []
        isCallComing = false
        uncount()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { count(on: context.channel) } else { uncount() }
        context.fireChannelWritabilityChanged()
    }

    private func count(on channel: any Channel) {
        guard !isCounted, areCallsForHelp.first == true, channel.isWritable else { return }
        isCounted = true
        callsForHelp.arrived()
    }

    private func uncount() {
        guard isCounted else { return }
        isCounted = false
        callsForHelp.left()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The rest of a request that is given up.
        guard !isFaulty else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            isAwaitingContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            bodyBytes = 0
            slowClients.owed += 1
            slowClients.heads += 1
            areCallsForHelp.append(false)
            slowClients.deadline.headerEnded(at: context.eventLoop.now)
            isCallComing = HelpAdmission.isCallForHelp(head)
            refusal = refusal(of: head, on: context.channel)
            if refusal != nil { isCallComing = false }
        case .body(let buffer):
            isAwaitingContinue = false
            bodyBytes += buffer.readableBytes
            slowClients.deadline.bodyCame(buffer.readableBytes)
            if bodyBytes > bodyLimit {
                if refusal != nil { return refuse(context, isLast: true) }
                return context.pipeline.fireErrorCaught(RequestFault.largeBody(limit: bodyLimit))
            }
        case .end:
            isAwaitingContinue = false
            slowClients.deadline.requestEnded()
            // However long its body took, until now it was in nobody's way.
            if isCallComing {
                isCallComing = false
                areCallsForHelp[areCallsForHelp.count - 1] = true
                count(on: context.channel)
            }
            if let refusal { return refuse(context, isLast: refusal.isLast) }
        }
        if refusal == nil { context.fireChannelRead(data) }
    }

    /// The answer to a call for help that is one too many; `nil` for one that is served, or that the router answers: while
    /// another answer is outstanding, this one would come before it, and a client that takes none gets no more of them.
    private func refusal(of head: HTTPRequest, on channel: any Channel) -> FloodResponse? {
        guard isCallComing, areCallsForHelp.count == 1, !isAwaitingContinue, channel.isWritable,
            FloodResponse.isPossible(to: head)
        else { return nil }
        do throws(HelpAdmission.Overload) {
            try callsForHelp.announced()
            return nil
        } catch {
            return FloodResponse(to: head, error, logger: logger)
        }
    }

    /// The first request is answered, and it is the next one's turn.
    private func noteAnswer(on channel: any Channel) {
        uncount()
        // What could not be read as a request is answered, too.
        if !areCallsForHelp.isEmpty { areCallsForHelp.removeFirst() }
        count(on: channel)
        // Whatever else comes of a request that is answered counts no more.
        if areCallsForHelp.isEmpty { isCallComing = false }
    }

    private func refuse(_ context: ChannelHandlerContext, isLast: Bool) {
        guard let answer = refusal else { return }
        refusal = nil
        isFaulty = isLast
        for part in [HTTPResponsePart.head(answer.head), .body(answer.body), .end(nil)] {
            write(context: context, data: Self.wrapOutboundOut(part), promise: nil)
        }
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, case .headerOverflow = error { isHeaderTooLarge = true }
        if error is RequestFault, refusal != nil { return refuse(context, isLast: true) }
        if error is RequestFault, !isFaulty {
            isFaulty = true
            // If the body is being read, its reader gets the error and answers; but it may not be read at all.
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
        }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard event as? ChannelEvent == .inputClosed else { return }
        isInputClosed = true
        // A client that has sent everything may still wait for other answers.
        if isStreaming { context.close(promise: nil) }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        // While answers to earlier requests are outstanding, it would be taken for a part of one of them.
        if isAwaitingContinue, slowClients.owed == 1 {
            isAwaitingContinue = false
            context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        // No other answer has this field by itself. The encoder would write the end of a body behind the head, which
        // the client would take for its next answer; the connection ends in its place.
        case .head(var head) where head.headerFields[.transferEncoding] != nil:
            isHeadOnly = true
            isFaulty = true
            head.headerFields[.connection] = "close"
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .head(var head) where isAwaitingContinue && slowClients.owed == 1:
            // The client may send the body or not, so that what follows could not be told from a new request.
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
            slowClients.owed -= 1
            noteAnswer(on: context.channel)
            if isHeadOnly { promise?.succeed() } else { context.write(data, promise: promise) }
            guard isFaulty else { return }
            context.flush()
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension RequestGuard: Sendable {}
