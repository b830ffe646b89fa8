public import Administration
public import HelpDesk
public import Logging
public import WebServer

/// What the pages show and act upon.
public struct PageServices: Sendable {
    /// Takes a webhook's delivery once more, as its endpoint's mapping reads it now; throws a `Problem`.
    public typealias DeliveryReplay =
        @Sendable (
            _ delivery: Int64, _ endpoint: String, _ author: String, _ logger: Logger
        ) async throws -> WebhookDelivery.Result

    public var folder: PageFolder
    public var readers: any SignedInUserSource
    public var sessions: any SessionStore
    /// `nil` where no CRM embeds the panel.
    public var embed: EmbedVerifier?
    public var desk: any HelpRequestDesk
    /// The settings as values: a page of a list need not write all of them as JSON.
    public var callCenter: any CallCenterSource
    public var history: any HistoryDesk
    public var settings: any CallCenterSettings
    public var sources: any LookupSourceDesk
    public var mappings: any MappingDesk
    public var voices: any VoiceDesk
    public var sounds: SoundService
    public var recordings: any SoundRecordingDesk
    public var deliveries: WebhookDeliveries
    public var replayDelivery: DeliveryReplay
    public var tokens: any TokenStore
    public var users: UserService
    public var audit: any AuditStore

    public init(
        folder: PageFolder, readers: any SignedInUserSource, sessions: any SessionStore, embed: EmbedVerifier?,
        desk: any HelpRequestDesk, callCenter: any CallCenterSource, history: any HistoryDesk,
        settings: any CallCenterSettings, sources: any LookupSourceDesk, mappings: any MappingDesk,
        voices: any VoiceDesk,
        sounds: SoundService, recordings: any SoundRecordingDesk, deliveries: WebhookDeliveries,
        replayDelivery: @escaping DeliveryReplay, tokens: any TokenStore, users: UserService, audit: any AuditStore
    ) {
        self.folder = folder
        self.readers = readers
        self.sessions = sessions
        self.embed = embed
        self.desk = desk
        self.callCenter = callCenter
        self.history = history
        self.settings = settings
        self.sources = sources
        self.mappings = mappings
        self.voices = voices
        self.sounds = sounds
        self.recordings = recordings
        self.deliveries = deliveries
        self.replayDelivery = replayDelivery
        self.tokens = tokens
        self.users = users
        self.audit = audit
    }
}
