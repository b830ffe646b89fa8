import Administration
import CurlHTTP
import Foundation
import HelpDesk
import Logging
import ManagerLookup
import ServiceLifecycle
public import Speech
import Storage
import Telephony
import UnixSignals
public import WebAPI
import WebPages
import WebServer

/// Puts the parts together and runs them until the process is told to stop.
struct Bridge {
    /// A PBX driver as the wiring needs it.
    typealias Driver = PBX & PBXStatusProvider & Service

    let configuration: BridgeConfiguration
    let parts: BridgeParts
    let pages: PageFolder
    let logger: Logger
    /// Where relative paths and secrets' files start.
    let secrets: SecretReader
    /// What the parts count and measure.
    let metrics: any MetricsSource
    /// Further services that live as long as the bridge, such as the demo's sample CRM.
    var companions: [any Service] = []
    /// Reads the configuration anew, for SIGHUP; `nil` where there is no file of it.
    var reread: (@Sendable () async throws -> BridgeConfiguration)?

    /// Serves until SIGTERM or SIGINT; live calls live on.
    ///
    /// - Parameter onRunning: called once requests are taken, with the bridge's address.
    func run(onRunning: @escaping @Sendable (_ url: String) async -> Void) async throws {
        OpenFiles.raiseLimit()
        // From now on it ends nothing.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        var configuration = configuration
        if configuration.http.port == 0 { configuration.http.port = try FreePort.find(host: configuration.http.host) }
        let address = configuration.localAddress ?? ""
        let publicURL = configuration.http.publicURL ?? address

        // Before anything is touched: another bridge may serve from this file, and have calls on the PBX.
        let lock = try await DatabaseLock.take(
            for: configuration.database, purpose: .serving, program: "HelpBridge \(Version.text)")
        defer { lock.release() }
        let database = try await HelpDeskDatabase.open(configuration, under: lock, logger: logger)
        let callCenter = try await CallCenterStore(database: database, logger: logger)
        let outgoing = OutgoingDatabase(database: database)
        let mappings = parts.mappings
        let store = HelpRequestDatabase(database: database, logger: logger, outgoing: outgoing) { request in
            let settings = callCenter.current
            return SubscriptionSender.recipients(of: request, in: settings)
                + CRMReporter.recipients(of: request, in: settings, by: mappings)
        }
        // Compiled now rather than at the first lookup, while an operator waits. A mapping that a later `apply` brings
        // into use is compiled then.
        do {
            let callCenter = callCenter.current
            let faults = try await parts.mappings.prepare(
                callCenter.sources.values.map(\.mapping) + callCenter.webhooks.values.map(\.mapping))
            for fault in Set(faults + parts.mappings.faults).map(\.description).sorted() {
                logger.error("a mapping cannot be used", metadata: ["reason": "\(fault)"])
            }
        } catch {
            // No fault of the mappings': the machine may have too much to do. They are compiled when they are needed.
            logger.error("no mapping could be compiled ahead", metadata: ["reason": "\(error)"])
        }
        let clients = try HTTPClients()
        let installation = try await database.installation()
        let pbx = try driver(configuration.pbx, installation, publicURL: publicURL, clients: clients)
        let sounds = SoundDatabase(database: database)
        let voices = VoiceLibrary(
            parts.voices, directory: configuration.voices, synthesizer: parts.synthesizer, logger: logger)
        let studio = try Self.studio(
            configuration, voices: voices, sounds: sounds, synthesizer: parts.synthesizer, logger: logger)
        let traces = LookupTraces(database: database, logger: logger)
        let lookups = directory(configuration, clients: clients, database: database, traces: traces)
        let audit = AuditLog(database: database)
        let soundService = SoundService(
            store: sounds, workshop: SpeechWorkshop(voices: voices, synthesizer: parts.synthesizer), audit: audit)
        let recordings = SoundRecordingService(
            ports: SoundRecordingPorts(
                pbx: pbx, recorder: pbx as? any CallRecorder, studio: studio,
                library: SoundsByPhone(sounds: soundService, callCenter: callCenter) { try await studio.audition($0) }),
            policy: parts.policy, logger: logger)
        let helpDesk = HelpDeskService(
            ports: HelpDeskPorts(
                pbx: pbx, store: store, directory: lookups, studio: studio, callCenter: callCenter,
                presences: callCenter, audit: audit),
            policy: parts.policy, expireAfterSeconds: configuration.requests.expireAfterSeconds,
            phonesAtOnce: configuration.requests.phonesAtOnce, recordings: recordings, logger: logger)
        let deliveryLog = WebhookDeliveryLog(database: database, logger: logger)
        let inbox = WebhookEndpoints(
            callCenter: callCenter,
            reader: WebhookReader(catalogue: parts.mappings, resolveSecret: resolveSecret),
            expireAfter: .seconds(configuration.requests.expireAfterSeconds))
        for (endpoint, fault) in await inbox.faults().sorted(by: { $0.key < $1.key }) {
            logger.error(
                "webhook endpoint takes no delivery as it is set",
                metadata: ["webhook": "\(endpoint)", "reason": "\(fault)"])
        }
        let deliveries = WebhookDeliveries(log: deliveryLog, inbox: inbox)
        let delivering = OutgoingDeliveryService(
            queue: outgoing,
            senders: [
                .webhook: SubscriptionSender(
                    callCenter: callCenter, clients: clients.selection, resolveSecret: resolveSecret),
                .report: CRMReporter(
                    callCenter: callCenter, catalogue: parts.mappings, clients: clients.selection,
                    dialPolicy: parts.policy, refreshTokens: RefreshTokens(database: database),
                    resolveSecret: resolveSecret),
            ], logger: logger)
        let outgoingDeliveries = OutgoingDeliveries(queue: outgoing, audit: audit)
        let tokens = TokenDatabase(database: database)
        let sessions = SessionDatabase(database: database)
        let history = HistoryService(store: HelpRequestHistory(database: database), callCenter: callCenter)
        let missed = MissedRequestService(store: MissedRequestDatabase(database: database), audit: audit)
        let sources = SourceInquiries(
            callCenter: callCenter,
            inquirer: SourceInquiry(
                catalogue: parts.mappings, clients: clients.selection, dialPolicy: parts.policy,
                refreshTokens: RefreshTokens(database: database), resolveSecret: resolveSecret))
        let helpRequests = AuditedHelpRequestService(service: helpDesk, audit: audit)
        let recorder = AuditedSoundRecorder(service: recordings, audit: audit)
        let settings = parts.settings(store: callCenter, secrets: secrets)
        let intake = WebhookIntake(inbox: inbox, helpRequests: helpRequests, deliveries: deliveries, audit: audit)
        let readiness = BridgeReadiness(
            database: database, helpDesk: helpDesk, pbx: pbx, callCenter: callCenter, lookups: lookups,
            mappings: parts.mappings, webhooks: inbox, studio: studio)
        let api = APIServices(
            helpRequests: helpRequests, callCenter: callCenter, history: history, missed: missed,
            prompts: studio, readiness: readiness,
            metrics: BridgeMetrics(recorded: metrics, database: configuration.database, helpDesk: helpDesk),
            tokens: TokenLookup(configured: try Self.tokens(configuration), store: tokens),
            sessions: sessions, embed: parts.embed, settings: settings, sources: sources, sounds: soundService,
            recorder: recorder, webhooks: intake, deliveries: deliveries, outgoing: outgoingDeliveries,
            traces: traces, tokenStore: tokens, audit: audit)
        let pages = PageServices(
            folder: self.pages,
            readers: SessionUsers(sessions, isSecure: Self.isSecure(configuration.http)), sessions: sessions,
            embed: parts.embed, helpRequests: helpRequests, callCenter: callCenter, history: history,
            missed: missed, screens: ScreenLinkService(store: ScreenLinkDatabase(database: database)),
            settings: settings,
            extensions: ExtensionList(directory: pbx as? any ExtensionDirectory, policy: parts.policy),
            sources: sources, mappings: parts.mappings, voices: voices,
            sounds: soundService,
            recorder: recorder, deliveries: deliveries, outgoing: outgoingDeliveries,
            replayDelivery: { try await intake.replay($0, of: $1, by: $2, $3).result }, tokens: tokens,
            users: UserService(
                store: UserDatabase(database: database), callCenter: callCenter, hasher: PasswordHasher()),
            audit: audit, readiness: readiness)
        let status = ServiceStatus(environment: ProcessInfo.processInfo.environment, logger: logger)
        let web = try webServer(configuration, api, pages) {
            await onRunning(address)
            status.becameReady()
        }
        let warming: [any Service] =
            configuration.prompts.warm ? [PromptWarming(studio: studio, callCenter: callCenter)] : []
        let retention = RetentionService(
            retention: Retention(database: database, configuration.requests), logger: logger)

        // Stopped from the last to the first: no new request, then no new transition, then the rest.
        let services: [any Service] =
            [clients, retention, callCenter, deliveryLog, traces, delivering] + warming + companions + [
                pbx, recordings, helpDesk, web,
            ]
            + [
                Reloading(
                    signals: hangups, web: web, embed: parts.embed, pages: self.pages, voices: voices,
                    isEncrypted: configuration.http.tls != nil, configuration: reread, status: status, logger: logger),
                status,
            ]
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
        try await database.close()
    }

    private var resolveSecret: @Sendable (SecretReference) async throws -> String {
        { [secrets] in try await secrets.readAside($0) }
    }

    private func driver(
        _ pbx: BridgeConfiguration.PBX, _ installation: Installation, publicURL: String, clients: HTTPClients
    ) throws -> any Driver {
        switch pbx.driver {
        case .ari:
            let configuration = try Self.ari(pbx, publicURL: publicURL)
            return AsteriskARI(
                configuration, names: PBXNames(installation, application: configuration.application),
                http: clients.pbx, logger: logger)
        case .ami:
            let configuration = try Self.ami(pbx)
            return AsteriskAMI(
                configuration, names: PBXNames(installation, application: configuration.context), logger: logger)
        case .simulated:
            return SampleCallCenter.simulatedPBX(logger: logger)
        }
    }

    /// How Asterisk is reached through its manager interface.
    static func ami(_ pbx: BridgeConfiguration.PBX) throws -> AMIConfiguration {
        do {
            return try AMIConfiguration(
                host: pbx.ami.host, port: pbx.ami.port, username: pbx.ami.username, password: pbx.ami.password,
                context: pbx.ami.context, phones: PhoneAddresses(endpoint: pbx.endpoint, device: pbx.device),
                promptDirectory: pbx.promptDirectory)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
    }

    /// How Asterisk is reached through its REST interface.
    static func ari(_ pbx: BridgeConfiguration.PBX, publicURL: String) throws -> ARIConfiguration {
        let prompts: PromptLocation =
            switch pbx.prompts {
            case .http: .http(publicURL: publicURL)
            case .directory: .directory(pbx.promptDirectory)
            }
        do {
            return try ARIConfiguration(
                url: pbx.ari.url, application: pbx.ari.application, username: pbx.ari.username,
                password: pbx.ari.password, phones: PhoneAddresses(endpoint: pbx.endpoint, device: pbx.device),
                prompts: prompts)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
    }

    /// What makes the prompts.
    static func studio(
        _ configuration: BridgeConfiguration, voices: VoiceLibrary, sounds: (any SoundSource)? = nil,
        synthesizer: SpeechSynthesizer = .shared, logger: Logger
    ) throws -> VoiceStudio {
        let cache: PromptCache
        do {
            cache = try PromptCache(configuration, logger: logger)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
        return VoiceStudio(
            voices: voices, cache: cache,
            renderer: PromptRenderer(cache: cache, synthesizer: synthesizer, logger: logger),
            sampleRate: configuration.prompts.sampleRate, sounds: sounds, logger: logger)
    }

    private func directory(
        _ configuration: BridgeConfiguration, clients: HTTPClients, database: HelpDeskDatabase,
        traces: LookupTraces
    ) -> LookupChain {
        LookupChain(
            catalogue: parts.mappings, clients: clients.selection,
            answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
            resolveSecret: resolveSecret,
            refreshTokens: RefreshTokens(database: database), traces: traces, logger: logger)
    }

    private func webServer(
        _ configuration: BridgeConfiguration, _ api: APIServices, _ pages: PageServices,
        onRunning: @escaping @Sendable () async -> Void
    ) throws -> WebApplication {
        let http = configuration.http
        var limits = http.limits
        limits.connections = min(limits.connections, WebServerConfiguration.halfOfTheOpenFileLimit)
        let settings = WebServerConfiguration(
            host: http.host, port: http.port,
            tls: http.tls.map(WebServerConfiguration.TLS.init), isSecure: Self.isSecure(http),
            trustedProxies: Set(http.trustedProxies), corsOrigins: Set(http.embed.corsOrigins), limits: limits)
        pages.folder.reportGaps(to: logger)
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

    private static func tokens(_ configuration: BridgeConfiguration) throws -> StaticTokens {
        do {
            return try StaticTokens(configuration.tokens)
        } catch {
            throw HelpBridgeError.configuration("auth.tokens: \(error)")
        }
    }
}

extension VoiceStudio: PromptFiles {}
