import Administration
import HelpDesk
import Logging
import ManagerLookup
import ServiceLifecycle
import Speech
import Storage
import StoragePostgreSQL
import Telephony
import WebAPI
import WebPages
import WebServer

/// What the bridge shows over HTTP, to programs and to people: puts the parts of `/v1` and of the pages together, and
/// the server that both are on.
struct WebInterface {
    let configuration: BridgeConfiguration
    let parts: BridgeParts
    let folder: PageFolder
    let secrets: SecretReader
    /// What the parts count and measure.
    let recordedMetrics: any MetricsSource
    let database: BridgeDatabase
    /// Which bridge owns a PBX; `nil` where this one has all of them.
    let owners: (@Sendable (_ id: String) -> SubjectOwner?)?
    let callCenter: SQLCallCenterStore
    let helpDesk: HelpDeskService
    let drivers: PBXDrivers
    let clients: HTTPClients
    let refreshTokens: RetryingRefreshTokenStore
    let lookups: LookupChain
    let traces: SQLLookupTraceLog
    let studio: VoiceStudio
    /// Where the PBX fetches prompts.
    let prompts: any PromptFiles
    let voices: VoiceLibrary
    let sounds: SoundService
    let recordings: SoundRecordingService
    let webhooks: WebhookEndpoints
    let faults: SettingFaults
    let deliveryLog: SQLWebhookDeliveryLog
    let outgoing: SQLOutgoingStore
    let audit: any AuditStore
    let logger: Logger

    /// What listens and serves.
    ///
    /// - Parameter onRunning: called once requests are taken.
    /// - Throws: `HelpBridgeError` where the certificate or a configured token cannot be used.
    func application(onRunning: @escaping @Sendable () async -> Void) throws -> WebApplication {
        let tokens = TokenService(store: database.tokens)
        let sessions = database.sessions
        let history = HistoryService(store: database.history, callCenter: callCenter)
        let missed = MissedRequestService(store: database.missed, audit: audit)
        let sources = SourceInquiries(
            callCenter: callCenter,
            inquirer: SourceInquiry(
                catalogue: parts.mappings, clients: clients.selection, dialPolicy: parts.policy,
                sessions: clients.sessions, refreshTokens: refreshTokens,
                resolveSecret: { [secrets] in try await secrets.readAside($0) }))
        let settings = parts.settings(store: callCenter, secrets: secrets)
        let deliveries = WebhookDeliveries(log: deliveryLog, receiver: webhooks)
        let outgoingDeliveries = OutgoingDeliveries(queue: outgoing, audit: audit)
        let intake = WebhookIntake(receiver: webhooks, helpRequests: helpDesk, deliveries: deliveries, audit: audit)
        let readiness = BridgeReadiness(
            database: database.shared, helpDesk: helpDesk, bridge: configuration.bridge, drivers: drivers,
            owners: owners, callCenter: callCenter, lookups: lookups,
            mappings: parts.mappings, webhooks: webhooks, faults: faults, studio: studio)
        let api = APIServices(
            helpRequests: helpDesk, callCenter: callCenter, history: history, missed: missed,
            prompts: prompts, readiness: readiness,
            metrics: BridgeMetrics(recorded: recordedMetrics, database: configuration.database, helpDesk: helpDesk),
            tokens: TokenLookup(configured: try Self.tokens(configuration), store: database.tokens),
            sessions: sessions, embed: parts.embed, settings: settings, sources: sources, sounds: sounds,
            recorder: recordings, webhooks: intake, deliveries: deliveries, outgoing: outgoingDeliveries,
            traces: traces, tokenService: tokens, audit: audit, defaultPBX: parts.policy.defaultPBX)
        let pages = PageServices(
            folder: folder,
            signedInUsers: SessionUsers(sessions, isSecure: Self.isSecure(configuration.http)), sessions: sessions,
            embed: parts.embed, helpRequests: helpDesk, callCenter: callCenter, history: history,
            missed: missed, screens: ScreenLinkService(store: SQLScreenLinkStore(database: database.shared)),
            settings: settings,
            extensions: ExtensionList(
                directories: drivers.directories, policy: parts.policy, owner: helpDesk.extensionsAtOwner),
            sources: sources, mappings: parts.mappings, voices: voices, sounds: sounds,
            recorder: recordings, deliveries: deliveries, outgoing: outgoingDeliveries,
            replayDelivery: { try await intake.replay($0, of: $1, by: $2, $3).result }, tokens: tokens,
            users: UserService(
                store: database.users, callCenter: callCenter, hasher: PasswordHasher()),
            audit: audit, readiness: readiness, throttle: database.loginThrottle, pbxs: parts.policy.pbxs)
        return try server(api, pages, onRunning: onRunning)
    }

    private func server(
        _ api: APIServices, _ pages: PageServices, onRunning: @escaping @Sendable () async -> Void
    ) throws -> WebApplication {
        let http = configuration.http
        let limits = http.limits.lowered(to: WebServerConfiguration.halfOfTheOpenFileLimit)
        if limits != http.limits {
            logger.notice(
                "fewer connections are taken than http.limits.connections says: half of the files that the process may open",
                metadata: [
                    "connections": "\(limits.connections)", "configured": "\(http.limits.connections)",
                    "perAddress": "\(limits.connectionsPerAddress)",
                ])
        }
        let settings = WebServerConfiguration(
            host: http.host, port: http.port,
            tls: http.tls.map(WebServerConfiguration.TLS.init), isSecure: Self.isSecure(http),
            trustedProxies: Set(http.trustedProxies), corsOrigins: Set(http.embed.corsOrigins), limits: limits)
        folder.reportGaps(to: logger)
        let pageRoutes = PageRoutes(pages, configuration: settings)
        do {
            return try WebApplication(
                configuration: settings, logger: logger, onServerRunning: { _ in await onRunning() },
                problemPage: pageRoutes.problemPage
            ) { router in
                APIRoutes(api, isSecure: settings.isSecure).add(to: router)
                pageRoutes.add(to: router)
            }
        } catch {
            throw HelpBridgeError.configuration("http.tls: \(error)")
        }
    }

    /// Whether browsers come over TLS, to us or to a proxy before us.
    private static func isSecure(_ http: BridgeConfiguration.HTTP) -> Bool {
        http.tls != nil || http.publicURL?.hasPrefix("https:") == true
    }

    static func tokens(_ configuration: BridgeConfiguration) throws -> StaticTokens {
        do {
            return try StaticTokens(configuration.tokens)
        } catch {
            throw HelpBridgeError.configuration("auth.tokens: \(error)")
        }
    }
}
