import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Guards the requests of a connection, behind the HTTP parser.
///
/// Reports requests and bodies to the ``SlowClientHandler``, counts calls for help and rejects those beyond the limit,
/// limits bodies, ends event streams whose client is gone, and answers headers that are too large. A client that sends
/// `Expect: 100-continue` (RFC 9110, section 10.1.1) is asked for its body only when it is read, so that a rejected
/// request is not sent in full.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The time for answering a fault, after which the connection is closed in any case.
    private static let grace = TimeAmount.seconds(5)

    private let slowClients: SlowClientHandler
    private let bodyLimit: Int
    private let callsForHelp: HelpAdmission
    private let logger: Logger
    /// The response to the incoming request at its end; handlers further along the pipeline do not see the request.
    private var refusal: FloodResponse?
    /// For each unanswered request, in order: whether it is a call for help that arrived completely.
    private var areCallsForHelp: [Bool] = []
    /// Whether the first unanswered request is counted as under way.
    ///
    /// Later ones need nothing before it is answered, nor does it while its client does not read.
    private var isCounted = false
    /// Whether the incoming request is a call for help that is not answered yet.
    private var isCallComing = false
    private var bodyBytes = 0
    private var isHeaderTooLarge = false
    private var isFaulty = false
    /// Whether the response lasts as long as its client listens.
    private var isStreaming = false
    /// Whether the response is to a HEAD request for a stream and thus only a head.
    private var isHeadOnly = false
    private var isInputClosed = false
    /// Whether the client sent a head but no body yet, and waits for `100 Continue`.
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
        // The rest of an abandoned request is discarded.
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
            // A call counts only now, however long its body took: until here it needed nothing.
            if isCallComing {
                isCallComing = false
                areCallsForHelp[areCallsForHelp.count - 1] = true
                count(on: context.channel)
            }
            if let refusal { return refuse(context, isLast: refusal.isLast) }
        }
        if refusal == nil { context.fireChannelRead(data) }
    }

    /// Returns the response to a call for help beyond the limit; `nil` if the call is served or the router answers it.
    ///
    /// While another response is outstanding, this one would overtake it, and a client that does not read gets no more
    /// responses.
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

    /// Records that the first request was answered; the next one follows.
    private func noteAnswer(on channel: any Channel) {
        uncount()
        // Input that is not a valid request is answered, too.
        if !areCallsForHelp.isEmpty { areCallsForHelp.removeFirst() }
        count(on: channel)
        // The rest of a request that is already answered does not count.
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
            // If the body is being read, its reader gets the error and answers; but the body may not be read at all.
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
        }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard event as? ChannelEvent == .inputClosed else { return }
        isInputClosed = true
        // A client that sent everything may still wait for other responses.
        if isStreaming { context.close(promise: nil) }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        // While responses to earlier requests are outstanding, the client would take it for part of one of them.
        if isAwaitingContinue, slowClients.owed == 1 {
            isAwaitingContinue = false
            context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        // No other response has this field. The encoder would write the end of a body after the head, which the client
        // would take for its next response, so the connection is closed instead.
        case .head(var head) where head.headerFields[.transferEncoding] != nil:
            isHeadOnly = true
            isFaulty = true
            head.headerFields[.connection] = "close"
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .head(var head) where isAwaitingContinue && slowClients.owed == 1:
            // The client may or may not send the body, so what follows cannot be distinguished from a new request.
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
