import Glibc
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The HTTP server of the bridge: REST, prompts and health.
///
/// A `Service`: it listens once it runs, and on a graceful shutdown accepts nothing more, finishes what is under way,
/// closes idle connections and returns.
public struct WebApplication: Service {
    /// What the server serves from.
    public struct Backend: Sendable {
        public var desk: any HelpRequestDesk
        public var prompts: any PromptFiles
        public var readiness: any ReadinessSource
        public var tokens: any TokenVerifier
        public var sounds: any SoundDesk
        public var webhooks: any WebhookInbox
        public var sources: any LookupSourceDesk
        public var settings: any SettingsDesk
        public var tokenDesk: any TokenDesk
        public var metrics: any MetricsSource

        public init(
            desk: any HelpRequestDesk, prompts: any PromptFiles, readiness: any ReadinessSource,
            tokens: any TokenVerifier, sounds: any SoundDesk, webhooks: any WebhookInbox,
            sources: any LookupSourceDesk, settings: any SettingsDesk, tokenDesk: any TokenDesk,
            metrics: any MetricsSource
        ) {
            self.desk = desk
            self.prompts = prompts
            self.readiness = readiness
            self.tokens = tokens
            self.sounds = sounds
            self.webhooks = webhooks
            self.sources = sources
            self.settings = settings
            self.tokenDesk = tokenDesk
            self.metrics = metrics
        }
    }

    let application: Application<WebResponder>
    private let configuration: WebServerConfiguration

    /// Reads the TLS files; does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: where and how to listen.
    ///   - backend: what to serve from.
    ///   - logger: each request's lines carry its id as `hb.request.id`, which is also the answer's `X-Request-Id`.
    ///   - onServerRunning: called once the server listens, with the bound port.
    /// - Throws: `WebAPIError` when the TLS files cannot be used.
    public init(
        configuration: WebServerConfiguration, backend: Backend, logger: Logger,
        onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws(WebAPIError) {
        self.configuration = configuration
        var server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(idleTimeout: TimeAmount(configuration.idleTimeout)))
        if let tls = configuration.tls { server = try TLSFiles.encrypted(server, with: tls) }
        application = Application(
            responder: WebResponder(Self.router(backend)), server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "HelpBridge",
                backlog: configuration.backlog,
                availableConnectionsDelegate: .maximum(configuration.maximumConnections, logger: logger)),
            onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? configuration.port) },
            logger: logger)
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: `WebAPIError.cannotListen` when the address cannot be had.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw cannotListen(String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError.UnknownHost {
            throw cannotListen(error.errorDescription)
        } catch let error as SocketAddressError {
            throw cannotListen("\(error)")
        }
    }

    private func cannotListen(_ reason: String) -> WebAPIError {
        .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
    }

    private static func router(_ backend: Backend) -> Router<WebRequestContext> {
        let router = Router(context: WebRequestContext.self, options: .autoGenerateHeadEndpoints)
        HealthRoutes(source: backend.readiness).add(to: router)
        MetricsRoutes(metrics: backend.metrics, readiness: backend.readiness).add(to: router)
        OpenAPIRoutes().add(to: router)
        PromptRoutes(files: backend.prompts).add(to: router)
        WebhookRoutes(inbox: backend.webhooks, desk: backend.desk).add(to: router)
        let authenticated = router.group("v1")
            .add(middleware: BearerAuthenticator(verifier: backend.tokens))
            .group(context: AuthenticatedRequestContext.self)
        func group(_ path: RouterPath, _ scope: Scope) -> RouterGroup<AuthenticatedRequestContext> {
            authenticated.group(path).add(middleware: ScopeRequirement(scope: scope))
        }
        HelpRequestRoutes(desk: backend.desk).add(to: group("help-requests", .requests))
        SupervisorRoutes(desk: backend.desk).add(to: group("help-requests", .requests))
        HelperRoutes(desk: backend.desk).add(to: group("helpers", .requests))
        EventRoutes(desk: backend.desk).add(to: group("", .requests))
        ExplainRoutes(desk: backend.desk).add(to: group("", .requests))
        SoundRoutes(desk: backend.sounds).add(to: group("sounds", .settings))
        SourceRoutes(sources: backend.sources).add(to: group("sources", .settings))
        for kind in SettingKind.allCases {
            SettingRoutes(desk: backend.settings, kind: kind)
                .add(to: group(RouterPath(SettingRoutes.path(kind)), .settings))
        }
        TokenRoutes(desk: backend.tokenDesk).add(to: group("tokens", .tokens))
        AuditRoutes(desk: backend.tokenDesk).add(to: group("", .tokens))
        return router
    }
}
