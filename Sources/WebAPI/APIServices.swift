public import Administration
public import HelpDesk
public import WebServer

/// What the API serves from.
public struct APIServices: Sendable {
    public var desk: any HelpRequestDesk
    public var callCenter: any CallCenterSource
    public var history: any HistoryDesk
    public var prompts: any PromptFiles
    public var readiness: any ReadinessSource
    public var metrics: any MetricsSource
    public var tokens: any TokenVerifier
    public var sessions: any SessionStore
    /// `nil` where no CRM embeds the panel.
    public var embed: EmbedVerifier?
    public var settings: any CallCenterSettings
    public var sources: any LookupSourceDesk
    public var sounds: SoundService
    public var recordings: any SoundRecordingDesk
    public var webhooks: WebhookIntake
    public var deliveries: WebhookDeliveries
    public var tokenStore: any TokenStore
    public var audit: any AuditStore

    public init(
        desk: any HelpRequestDesk, callCenter: any CallCenterSource, history: any HistoryDesk,
        prompts: any PromptFiles, readiness: any ReadinessSource, metrics: any MetricsSource,
        tokens: any TokenVerifier, sessions: any SessionStore, embed: EmbedVerifier?, settings: any CallCenterSettings,
        sources: any LookupSourceDesk, sounds: SoundService, recordings: any SoundRecordingDesk,
        webhooks: WebhookIntake, deliveries: WebhookDeliveries, tokenStore: any TokenStore, audit: any AuditStore
    ) {
        self.desk = desk
        self.callCenter = callCenter
        self.history = history
        self.prompts = prompts
        self.readiness = readiness
        self.metrics = metrics
        self.tokens = tokens
        self.sessions = sessions
        self.embed = embed
        self.settings = settings
        self.sources = sources
        self.sounds = sounds
        self.recordings = recordings
        self.webhooks = webhooks
        self.deliveries = deliveries
        self.tokenStore = tokenStore
        self.audit = audit
    }
}
