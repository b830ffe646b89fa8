import Administration
public import Hummingbird
public import WebServer

/// The routes that programs call: `/v1`, prompts, health and metrics.
public struct APIRoutes: Sendable {
    private let services: APIServices
    /// Whether browsers reach the site over TLS.
    private let isSecure: Bool

    public init(_ services: APIServices, isSecure: Bool) {
        self.services = services
        self.isSecure = isSecure
    }

    /// Registers the routes.
    public func add(to router: Router<WebRequestContext>) {
        HealthRoutes(source: services.readiness).add(to: router)
        MetricsRoutes(metrics: services.metrics, readiness: services.readiness).add(to: router)
        OpenAPIRoutes().add(to: router)
        PromptRoutes(files: services.prompts).add(to: router)
        WebhookRoutes(intake: services.webhooks).add(to: router)
        let authenticated = router.group("v1")
            .add(
                middleware: Authenticator(
                    tokens: services.tokens, sessions: SessionService(store: services.sessions),
                    cookie: .session(isSecure: isSecure), embed: services.embed)
            )
            .group(context: AuthenticatedRequestContext.self)
        func group(_ path: RouterPath, _ scope: Scope) -> RouterGroup<AuthenticatedRequestContext> {
            authenticated.group(path).add(middleware: ScopeRequirement(scope: scope))
        }
        HelpRequestRoutes(
            helpRequests: services.helpRequests, callCenter: services.callCenter, defaultPBX: services.defaultPBX
        ).add(to: group("help-requests", .requests))
        SupervisorRoutes(helpRequests: services.helpRequests, defaultPBX: services.defaultPBX)
            .add(to: group("help-requests", .requests))
        LookupTraceRoutes(helpRequests: services.helpRequests, traces: services.traces)
            .add(to: group("help-requests", .requests))
        HelperRoutes(helpRequests: services.helpRequests).add(
            to: group("helpers", .requests), group("presence", .requests))
        EventRoutes(helpRequests: services.helpRequests, callCenter: services.callCenter).add(to: group("", .requests))
        MissedRequestRoutes(missed: services.missed).add(to: group("missed-requests", .requests))
        HistoryRoutes(history: services.history, audit: services.audit, defaultPBX: services.defaultPBX)
            .add(to: group("", .requests))
        ListeningRoutes(history: services.history, audit: services.audit, defaultPBX: services.defaultPBX)
            .add(to: group("listenings", .requests))
        ExplainRoutes(
            helpRequests: services.helpRequests, callCenter: services.callCenter, defaultPBX: services.defaultPBX
        ).add(to: group("", .requests))
        SoundRoutes(sounds: services.sounds).add(to: group("sounds", .settings))
        SoundRecordingRoutes(recorder: services.recorder).add(to: group("sounds", .settings))
        SourceRoutes(sources: services.sources).add(to: group("sources", .settings))
        for kind in SettingKind.allCases {
            SettingRoutes(settings: services.settings, kind: kind)
                .add(to: group(RouterPath(SettingRoutes.path(kind)), .settings))
        }
        WebhookDeliveryRoutes(
            deliveries: services.deliveries, intake: services.webhooks, settings: services.settings
        ).add(to: group("webhook-endpoints", .settings))
        OutgoingDeliveryRoutes(deliveries: services.outgoing).add(to: group("outgoing-deliveries", .settings))
        TokenRoutes(service: services.tokenService).add(to: group("tokens", .tokens))
        AuditRoutes(log: services.audit).add(to: group("", .tokens))
    }
}
