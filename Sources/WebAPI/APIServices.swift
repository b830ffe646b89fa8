public import Administration
public import HelpDesk
public import WebServer

/// The services behind the API.
public struct APIServices: Sendable {
    public var helpRequests: any HelpRequestService
    public var callCenter: any CallCenterSource
    /// The id of the PBX that clients need not name.
    public var defaultPBX: String
    public var history: HistoryService
    public var missed: MissedRequestService
    public var prompts: any PromptFiles
    public var readiness: any ReadinessSource
    public var metrics: any MetricsSource
    public var tokens: any TokenVerifier
    public var sessions: any SessionStore
    /// The verifier of CRMs' tokens; `nil` if no CRM embeds the panel.
    public var embed: EmbedVerifier?
    public var settings: SettingsService
    public var sources: SourceInquiryService
    public var sounds: SoundService
    public var recorder: any SoundRecorder
    public var webhooks: WebhookIntake
    public var deliveries: WebhookDeliveryService
    public var outgoing: OutgoingDeliveryAdministration
    public var traces: any LookupTraceLog
    public var tokenService: TokenService
    public var audit: any AuditStore

    public init(
        helpRequests: any HelpRequestService, callCenter: any CallCenterSource, history: HistoryService,
        missed: MissedRequestService,
        prompts: any PromptFiles, readiness: any ReadinessSource, metrics: any MetricsSource,
        tokens: any TokenVerifier, sessions: any SessionStore, embed: EmbedVerifier?, settings: SettingsService,
        sources: SourceInquiryService, sounds: SoundService, recorder: any SoundRecorder,
        webhooks: WebhookIntake, deliveries: WebhookDeliveryService, outgoing: OutgoingDeliveryAdministration,
        traces: any LookupTraceLog, tokenService: TokenService, audit: any AuditStore,
        defaultPBX: String = DialPolicy.mainPBX
    ) {
        self.helpRequests = helpRequests
        self.callCenter = callCenter
        self.defaultPBX = defaultPBX
        self.history = history
        self.missed = missed
        self.prompts = prompts
        self.readiness = readiness
        self.metrics = metrics
        self.tokens = tokens
        self.sessions = sessions
        self.embed = embed
        self.settings = settings
        self.sources = sources
        self.sounds = sounds
        self.recorder = recorder
        self.webhooks = webhooks
        self.deliveries = deliveries
        self.outgoing = outgoing
        self.traces = traces
        self.tokenService = tokenService
        self.audit = audit
    }
}
