import Glibc
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The HTTP server of the bridge.
///
/// A `Service`: it listens once it runs; on a graceful shutdown it accepts no more connections, finishes open requests,
/// closes idle connections and returns.
public struct WebApplication: Service {
    static let name = "HelpBridge"
    /// The time that open requests get at shutdown.
    private static let patience = Duration.seconds(4)

    let application: Application<WebResponder>
    private let configuration: WebServerConfiguration
    private let identity: TLSIdentity?

    /// Reads the TLS files; does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: the address, TLS and limits.
    ///   - logger: logs with the request's id as `hb.request.id`, which is also the response's `X-Request-Id`.
    ///   - onServerRunning: called once the server listens, with the bound port.
    ///   - problemPage: creates pages for errors in browsers; `nil` if no browsers are served.
    ///   - routes: adds all routes.
    /// - Throws: `WebServerError` if the TLS files cannot be used.
    public init(
        configuration: WebServerConfiguration, logger: Logger,
        onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in },
        problemPage: ProblemPage? = nil, routes: (Router<WebRequestContext>) -> Void
    ) throws(WebServerError) {
        self.configuration = configuration
        logger.debug("HTTP limits", metadata: ["limits": "\(configuration.limits)"])
        let identity: TLSIdentity?
        if let tls = configuration.tls { identity = try TLSIdentity(tls, logger: logger) } else { identity = nil }
        self.identity = identity
        let admission = HelpAdmission()
        let router = Router(context: WebRequestContext.self, options: .autoGenerateHeadEndpoints)
        routes(router)
        application = Application(
            responder: WebResponder(
                router, problemPage: problemPage, crossOrigin: CrossOriginPolicy(origins: configuration.corsOrigins),
                addresses: ClientAddress(trustedProxies: configuration.trustedProxies),
                isSecure: configuration.isSecure, admission: admission),
            server: HTTPServerBuilder {
                GuardedChannel(configuration, identity: identity, callsForHelp: admission, responder: $0)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: Self.name,
                backlog: configuration.backlog,
                availableConnectionsDelegate: ConnectionLimit(configuration.limits.connections, logger: logger)),
            onServerRunning: { channel in
                // The default is four per read. In a flood the channel is seldom read, and the kernel rejects further
                // connections, whose clients retry only after seconds. The connection limit is checked before each
                // read.
                channel.setOption(
                    .maxMessagesPerRead, value: UInt(min(256, max(4, configuration.limits.connections / 16)))
                ).whenFailure { error in
                    logger.warning("connections are taken a few at a time", metadata: ["error": "\(error)"])
                }
                await onServerRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger)
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: `WebServerError.cannotListen` if the address cannot be bound.
    public func run() async throws {
        do {
            try await runUntilStopped()
        } catch let error as IOError {
            throw cannotListen(String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError.UnknownHost {
            throw cannotListen(error.errorDescription)
        } catch let error as SocketAddressError {
            throw cannotListen("\(error)")
        }
    }

    /// Limits the time of a graceful shutdown.
    ///
    /// Other services stop only after this one, and calls must not go without prompts for minutes because a client is
    /// slow to send or receive.
    private func runUntilStopped() async throws {
        enum Ending { case over, timeIsUp, cancelled }
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask {
                try await application.run()
                return .over
            }
            group.addTask {
                do {
                    try await gracefulShutdown()
                    try await Task.sleep(for: Self.patience)
                    return .timeIsUp
                } catch {
                    return .cancelled
                }
            }
            if try await group.next() == .cancelled { _ = try await group.next() }
            group.cancelAll()
            // Clients that are cut off see their connection close.
            while await group.nextResult() != nil {}
        }
    }

    /// Reads certificate and key again; open connections are not affected.
    ///
    /// If a file cannot be used, the previous ones stay in use.
    ///
    /// - Parameter tls: the new locations of the files; `nil` if they have not changed.
    /// - Throws: `WebServerError` naming the file.
    public func reload(_ tls: WebServerConfiguration.TLS? = nil) throws(WebServerError) {
        try identity?.reload(tls)
    }

    private func cannotListen(_ reason: String) -> WebServerError {
        .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
    }
}
