public import HelpDesk

extension WebApplication {
    /// What the server serves from.
    public struct Backend: Sendable {
        public var desk: any HelpRequestDesk
        public var prompts: any PromptFiles
        public var readiness: any ReadinessSource
        public var tokens: any TokenVerifier
        public var sounds: any SoundDesk
        public var recordings: any SoundRecordingDesk
        public var webhooks: any WebhookInbox
        public var deliveries: any WebhookDeliveryDesk
        public var history: any HistoryDesk
        public var sources: any LookupSourceDesk
        public var settings: any SettingsDesk
        public var tokenDesk: any TokenDesk
        public var metrics: any MetricsSource
        public var mappings: any MappingDesk
        public var voices: any VoiceDesk
        public var pages: PageFolder
        public var pageReaders: any PageReaderSource
        public var callCenter: any CallCenterSource
        public var users: any UserDesk
        public var sessions: any SessionDesk
        public var hasher: PasswordHasher
        public var audit: any AuditTrail
        /// `nil` where no CRM embeds the panel.
        public var embed: EmbedVerifier?

        public init(
            desk: any HelpRequestDesk, prompts: any PromptFiles, readiness: any ReadinessSource,
            tokens: any TokenVerifier, sounds: any SoundDesk, recordings: any SoundRecordingDesk,
            webhooks: any WebhookInbox,
            deliveries: any WebhookDeliveryDesk, history: any HistoryDesk, sources: any LookupSourceDesk,
            settings: any SettingsDesk, tokenDesk: any TokenDesk, metrics: any MetricsSource,
            mappings: any MappingDesk, voices: any VoiceDesk, pages: PageFolder, pageReaders: any PageReaderSource,
            callCenter: any CallCenterSource, users: any UserDesk, sessions: any SessionDesk, hasher: PasswordHasher,
            audit: any AuditTrail, embed: EmbedVerifier?
        ) {
            self.desk = desk
            self.prompts = prompts
            self.readiness = readiness
            self.tokens = tokens
            self.sounds = sounds
            self.recordings = recordings
            self.webhooks = webhooks
            self.deliveries = deliveries
            self.history = history
            self.sources = sources
            self.settings = settings
            self.tokenDesk = tokenDesk
            self.metrics = metrics
            self.mappings = mappings
            self.voices = voices
            self.pages = pages
            self.pageReaders = pageReaders
            self.callCenter = callCenter
            self.users = users
            self.sessions = sessions
            self.hasher = hasher
            self.audit = audit
            self.embed = embed
        }
    }
}
