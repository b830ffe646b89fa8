import HummingbirdCore
import Logging
import Metrics
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Sets up each connection: admission by address, TLS with the current certificate, deadlines, limits, HTTP.
struct GuardedChannel: HTTPChannelHandler {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let limits: ServerLimits
    private let admission: ConnectionAdmission
    private let identity: TLSIdentity?
    private let callsForHelp: HelpAdmission

    var responder: Responder { http.responder }

    init(
        _ configuration: WebServerConfiguration, identity: TLSIdentity?, callsForHelp: HelpAdmission,
        responder: @escaping Responder
    ) {
        limits = configuration.limits
        admission = ConnectionAdmission(
            limit: configuration.limits.connectionsPerAddress, exempt: configuration.trustedProxies)
        self.identity = identity
        self.callsForHelp = callsForHelp
        http = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                idleTimeout: TimeAmount(limits.idleTime),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    // A single line may take most of a header: the address with a CRM's token is long.
                    maxHeaderFieldSize: limits.headerBytes * 3 / 4, maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerLines)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            if let origin = try admission.enter(channel.remoteAddress?.ipAddress) {
                channel.closeFuture.whenComplete { [admission] _ in admission.leave(origin) }
            }
        } catch {
            Counter(
                label: "helpbridge_http_connections_refused_total", dimensions: [("reason", "many_from_one_address")]
            ).increment()
            logger.log(
                level: error.isNews ? .notice : .debug,
                "an address has as many connections as http.limits.connectionsPerAddress allows; list a proxy in http.trustedProxies",
                metadata: ["peer": "\(channel.remoteAddress?.ipAddress ?? "unknown")"])
            // The server does not close a channel whose setup fails.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let identity { try pipeline.addHandler(NIOSSLServerHandler(context: identity.context)) }
            try pipeline.addHandler(SlowClientHandler(limits, logger: logger))
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let state = try pipeline.handler(type: HTTPConnectionStateHandler.self)
            try pipeline.addHandler(
                RequestGuard(
                    try pipeline.handler(type: SlowClientHandler.self), bodyLimit: limits.bodyBytes,
                    callsForHelp: callsForHelp, logger: logger),
                position: .before(state))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        // Requests are handled on the connection's own thread.
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}
