import Glibc
import HelpDesk
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
    let application: Application<WebResponder>
    private let configuration: WebServerConfiguration
    private let identity: TLSIdentity?
    private let pages: PageFolder
    private let logger: Logger

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
        backend.pages.reportGaps(to: logger)
        logger.debug("HTTP limits", metadata: ["limits": "\(configuration.limits)"])
        let identity: TLSIdentity?
        if let tls = configuration.tls { identity = try TLSIdentity(tls) } else { identity = nil }
        self.identity = identity
        pages = backend.pages
        self.logger = logger
        application = Application(
            responder: WebResponder(
                Self.router(backend, configuration), pages: backend.pages,
                crossOrigin: CrossOriginPolicy(origins: configuration.corsOrigins),
                addresses: ClientAddress(trustedProxies: configuration.trustedProxies),
                isSecure: configuration.isSecure),
            server: HTTPServerBuilder { GuardedChannel(configuration, identity: identity, responder: $0) },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "HelpBridge",
                backlog: configuration.backlog,
                availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger)),
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

    /// Reads certificate, key and pages anew; connections stand as they are. Where something is wrong with a file, what
    /// was read before stays.
    ///
    /// - Returns: what is wrong, naming the file.
    public func reload() -> [WebAPIError] {
        var faults: [WebAPIError] = []
        do {
            try identity?.reload()
        } catch {
            faults.append(error)
        }
        do {
            try pages.reload()
            pages.reportGaps(to: logger)
        } catch {
            faults.append(error)
        }
        return faults
    }

    private func cannotListen(_ reason: String) -> WebAPIError {
        .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
    }

    private static func router(
        _ backend: Backend, _ configuration: WebServerConfiguration
    ) -> Router<WebRequestContext> {
        let router = Router(context: WebRequestContext.self, options: .autoGenerateHeadEndpoints)
        HealthRoutes(source: backend.readiness).add(to: router)
        MetricsRoutes(metrics: backend.metrics, readiness: backend.readiness).add(to: router)
        OpenAPIRoutes().add(to: router)
        PromptRoutes(files: backend.prompts).add(to: router)
        let intake = WebhookIntake(
            inbox: backend.webhooks, desk: backend.desk, deliveries: backend.deliveries, audit: backend.audit)
        WebhookRoutes(intake: intake).add(to: router)
        let authenticated = router.group("v1")
            .add(
                middleware: Authenticator(
                    tokens: backend.tokens, sessions: Sessions(desk: backend.sessions),
                    cookie: .session(isSecure: configuration.isSecure), embed: backend.embed)
            )
            .group(context: AuthenticatedRequestContext.self)
        func group(_ path: RouterPath, _ scope: Scope) -> RouterGroup<AuthenticatedRequestContext> {
            authenticated.group(path).add(middleware: ScopeRequirement(scope: scope))
        }
        HelpRequestRoutes(desk: backend.desk, callCenter: backend.callCenter).add(to: group("help-requests", .requests))
        SupervisorRoutes(desk: backend.desk).add(to: group("help-requests", .requests))
        HelperRoutes(desk: backend.desk).add(to: group("helpers", .requests))
        EventRoutes(desk: backend.desk).add(to: group("", .requests))
        HistoryRoutes(desk: backend.history, audit: backend.audit).add(to: group("", .requests))
        ExplainRoutes(desk: backend.desk, callCenter: backend.callCenter).add(to: group("", .requests))
        SoundRoutes(desk: backend.sounds).add(to: group("sounds", .settings))
        SoundRecordingRoutes(desk: backend.recordings).add(to: group("sounds", .settings))
        SourceRoutes(sources: backend.sources).add(to: group("sources", .settings))
        for kind in SettingKind.allCases {
            SettingRoutes(desk: backend.settings, kind: kind)
                .add(to: group(RouterPath(SettingRoutes.path(kind)), .settings))
        }
        WebhookDeliveryRoutes(deliveries: backend.deliveries, intake: intake, settings: backend.settings)
            .add(to: group("webhook-endpoints", .settings))
        TokenRoutes(desk: backend.tokenDesk).add(to: group("tokens", .tokens))
        AuditRoutes(desk: backend.tokenDesk).add(to: group("", .tokens))
        addPages(of: backend, configuration, intake: intake, to: router)
        return router
    }

    private static func addPages(
        of backend: Backend, _ configuration: WebServerConfiguration, intake: WebhookIntake,
        to router: Router<WebRequestContext>
    ) {
        let isSecure = configuration.isSecure
        let renderer = PageRenderer(folder: backend.pages)
        let pages = router.group().add(
            middleware: PageVisitor(
                readers: backend.pageReaders, folder: backend.pages, isSecure: isSecure))
        PageRoutes(folder: backend.pages, isSecure: isSecure).add(to: router, pages)
        LoginRoutes(
            pages: renderer, sessions: Sessions(desk: backend.sessions), hasher: backend.hasher,
            audit: backend.audit, addresses: ClientAddress(trustedProxies: configuration.trustedProxies),
            cookie: .session(isSecure: isSecure), pageCookie: .login(isSecure: isSecure)
        ).add(to: pages)
        PanelRoutes(
            pages: renderer, desk: backend.desk, callCenter: backend.callCenter,
            sessions: Sessions(desk: backend.sessions), embed: backend.embed, isSecure: isSecure
        ).add(
            to: pages,
            pages.group().add(middleware: PageGate(role: .operator)).add(middleware: FormGuard())
                .group(context: PageContext.self))
        let supervision = pages.group("supervisor").add(middleware: PageGate(role: .supervisor))
            .add(middleware: FormGuard()).group(context: PageContext.self)
        SupervisorPages(pages: renderer, desk: backend.desk, callCenter: backend.callCenter).add(to: supervision)
        HistoryPages(pages: renderer, history: backend.history, callCenter: backend.callCenter).add(to: supervision)
        StatisticsPages(pages: renderer, history: backend.history).add(to: supervision)
        let administration = pages.group("admin").add(middleware: PageGate(role: .admin))
            .add(middleware: FormGuard(longestForm: SoundRoutes.longestRecording + 1 << 20))
            .group(context: PageContext.self)
        AdminPages(desks: AdminDesks(backend, intake: intake), renderer: renderer).add(to: administration)
    }
}
