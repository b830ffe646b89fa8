public import Administration
public import HelpDesk
public import Logging
public import WebServer

/// The services that the pages show and use.
public struct PageServices: Sendable {
    /// Processes a webhook's delivery again, with its endpoint's current mapping; throws a `Problem`.
    public typealias DeliveryReplay =
        @Sendable (
            _ delivery: Int64, _ endpoint: String, _ author: String, _ logger: Logger
        ) async throws -> WebhookDelivery.Result

    public var folder: PageFolder
    public var signedInUsers: any SignedInUserSource
    public var sessions: any SessionStore
    /// The verifier of CRMs' tokens; `nil` if no CRM embeds the panel.
    public var embed: EmbedVerifier?
    public var helpRequests: any HelpRequestService
    /// The settings as values: a page of a list need not encode all of them as JSON.
    public var callCenter: any CallCenterSource
    public var history: HistoryService
    public var missed: MissedRequestService
    public var screens: ScreenLinkService
    public var settings: SettingsService
    /// The ids of the PBXs, the default one first; no page shows a single one.
    public var pbxs: [String]
    /// The phones of the PBXs.
    public var extensions: ExtensionList
    public var sources: SourceInquiryService
    /// The time that a help request waits for all its sources together.
    public var answerBudgetMilliseconds: Int
    public var mappings: any MappingProvider
    public var voices: any VoiceProvider
    public var sounds: SoundService
    public var recorder: any SoundRecorder
    public var deliveries: WebhookDeliveryService
    public var outgoing: OutgoingDeliveryAdministration
    public var replayDelivery: DeliveryReplay
    public var tokens: TokenService
    public var users: UserService
    public var throttle: any LoginThrottle
    public var audit: any AuditStore
    public var readiness: any ReadinessSource

    public init(
        folder: PageFolder, signedInUsers: any SignedInUserSource, sessions: any SessionStore, embed: EmbedVerifier?,
        helpRequests: any HelpRequestService, callCenter: any CallCenterSource, history: HistoryService,
        missed: MissedRequestService, screens: ScreenLinkService,
        settings: SettingsService, extensions: ExtensionList, sources: SourceInquiryService,
        answerBudgetMilliseconds: Int, mappings: any MappingProvider,
        voices: any VoiceProvider,
        sounds: SoundService, recorder: any SoundRecorder, deliveries: WebhookDeliveryService,
        outgoing: OutgoingDeliveryAdministration,
        replayDelivery: @escaping DeliveryReplay, tokens: TokenService, users: UserService, audit: any AuditStore,
        readiness: any ReadinessSource, throttle: any LoginThrottle = InMemoryLoginThrottle(),
        pbxs: [String] = [DialPolicy.mainPBX]
    ) {
        self.pbxs = pbxs
        self.throttle = throttle
        self.folder = folder
        self.signedInUsers = signedInUsers
        self.sessions = sessions
        self.embed = embed
        self.helpRequests = helpRequests
        self.callCenter = callCenter
        self.history = history
        self.missed = missed
        self.screens = screens
        self.settings = settings
        self.extensions = extensions
        self.sources = sources
        self.answerBudgetMilliseconds = answerBudgetMilliseconds
        self.mappings = mappings
        self.voices = voices
        self.sounds = sounds
        self.recorder = recorder
        self.deliveries = deliveries
        self.outgoing = outgoing
        self.replayDelivery = replayDelivery
        self.tokens = tokens
        self.users = users
        self.audit = audit
        self.readiness = readiness
    }
}
