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

/// Assembles the services of `/v1` and of the pages, and the server for both.
struct WebInterface {
    let configuration: BridgeConfiguration
    let parts: BridgeParts
    let folder: PageFolder
    let secrets: SecretReader
    /// The metrics recorded by all parts.
    let recordedMetrics: any MetricsSource
    let served: ServedDatabase
    let stores: BridgeStores
    let prompts: BridgePrompts
    let calls: BridgeCalls
    let lookups: BridgeLookups
    let logger: Logger

    /// Creates the server.
    ///
    /// - Parameter onRunning: called once requests are accepted.
    /// - Throws: `HelpBridgeError` if the certificate or a configured token cannot be used.
    func application(onRunning: @escaping @Sendable () async -> Void) throws -> WebApplication {
        let database = served.database
        let callCenter = stores.callCenter
        let audit = stores.audit
        let helpDesk = calls.helpDesk
        let tokens = TokenService(store: database.tokens)
        let sessions = database.sessions
        let history = HistoryService(store: database.history, callCenter: callCenter)
        let missed = MissedRequestService(store: database.missed, audit: audit)
        let sources = SourceInquiryService(
            callCenter: callCenter,
            inquirer: SourceInquiry(
                catalogue: parts.mappings, clients: lookups.clients.selection,
                answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
                sessions: lookups.clients.sessions, refreshTokens: stores.refreshTokens, lookups: lookups.directory,
                resolveSecret: lookups.resolveSecret),
            defaultPBX: parts.policy.defaultPBX)
        let settings = parts.settings(store: callCenter, secrets: secrets)
        let deliveries = WebhookDeliveryService(log: stores.deliveryLog, receiver: lookups.webhooks)
        let clock = database.shared.clock
        let outgoing = OutgoingDeliveryAdministration(queue: stores.outgoing, audit: audit, now: { clock.now })
        let intake = WebhookIntake(
            receiver: lookups.webhooks, helpRequests: helpDesk, deliveries: deliveries, audit: audit)
        let readiness = BridgeReadiness(
            database: database.shared, helpDesk: helpDesk, bridge: configuration.bridge, drivers: calls.drivers,
            owners: served.owners, callCenter: callCenter, lookups: lookups.directory,
            mappings: parts.mappings, webhooks: lookups.webhooks, faults: lookups.watch.faults,
            studio: prompts.studio)
        let api = APIServices(
            helpRequests: helpDesk, callCenter: callCenter, history: history, missed: missed,
            prompts: prompts.files, readiness: readiness,
            metrics: BridgeMetrics(
                recorded: recordedMetrics,
                database: configuration.databaseServer == nil ? configuration.database : nil, helpDesk: helpDesk,
                callCenter: callCenter),
            tokens: TokenLookup(
                configured: try Self.tokens(configuration), store: database.tokens, now: { clock.now }),
            sessions: sessions, embed: parts.embed, settings: settings, sources: sources, sounds: prompts.sounds,
            recorder: calls.recordings, webhooks: intake, deliveries: deliveries, outgoing: outgoing,
            traces: stores.traces, tokenService: tokens, audit: audit, defaultPBX: parts.policy.defaultPBX)
        let pages = PageServices(
            folder: folder,
            signedInUsers: SessionUsers(sessions, isSecure: Self.isSecure(configuration.http)), sessions: sessions,
            embed: parts.embed, helpRequests: helpDesk, callCenter: callCenter, history: history,
            missed: missed, screens: ScreenLinkService(store: SQLScreenLinkStore(database: database.shared)),
            settings: settings,
            extensions: ExtensionList(
                directories: calls.drivers.directories, policy: parts.policy, owner: helpDesk.extensionsAtOwner),
            sources: sources, answerBudgetMilliseconds: configuration.crm.answerBudgetMilliseconds,
            mappings: parts.mappings, voices: prompts.voices, sounds: prompts.sounds,
            recorder: calls.recordings, deliveries: deliveries, outgoing: outgoing,
            replayDelivery: { try await intake.replay($0, of: $1, by: $2, $3).result }, tokens: tokens,
            users: UserService(
                store: database.users, callCenter: callCenter, hasher: PasswordHasher(),
                defaultPBX: parts.policy.defaultPBX),
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
                "http.limits.connections was lowered to half of the open file limit",
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

    /// Whether browsers use TLS, to the bridge or to a proxy in front of it.
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
