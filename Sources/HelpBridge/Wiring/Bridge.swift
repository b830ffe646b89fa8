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

/// Puts the parts together and runs them until the process is told to stop.
struct Bridge {
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
        try await withTaskExecutorPreference(EventLoops.executor) { try await serve(onRunning: onRunning) }
    }

    private func serve(onRunning: @escaping @Sendable (_ url: String) async -> Void) async throws {
        let files = try OpenFiles.raiseLimit()
        // From now on it ends nothing.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        var configuration = configuration
        if configuration.http.port == 0 { configuration.http.port = try FreePort.find(host: configuration.http.host) }
        let address = configuration.localAddress ?? ""
        let publicURL = configuration.http.publicURL ?? address

        // Before anything is touched: another bridge may serve from it, and have calls on the PBX.
        let served = try await ServedDatabase.open(configuration, logger: logger)
        let database = served.database.shared
        let callCenter = try await SQLCallCenterStore(database: database, logger: logger)
        let outgoing = SQLOutgoingStore(database: database)
        let mappings = parts.mappings
        let store = served.requests(logger: logger, outgoing: outgoing) { request in
            let settings = callCenter.current
            return SubscriptionSender.recipients(of: request, in: settings)
                + CRMReporter.recipients(of: request, in: settings, by: mappings)
        }
        async let preparation: Void = prepareMappings(for: callCenter.current)
        let clients = try HTTPClients(files: files)
        let installation = try await database.installation()
        let drivers = try PBXDrivers(
            configuration, installation, publicURL: publicURL, isShared: served.isShared, logger: logger)
        served.reaching { [drivers] name in drivers.entries.first { $0.name == name }?.driver.status.isConnected ?? true
        }
        let sounds = SQLSoundStore(database: database)
        let voices = VoiceLibrary(
            parts.voices, directory: configuration.voices, synthesizer: parts.synthesizer, logger: logger)
        let recipes = served.promptRecipes(logger: logger)
        let studio = try Self.studio(
            configuration, voices: voices, sounds: sounds, synthesizer: parts.synthesizer, recipes: recipes,
            logger: logger)
        let traces = SQLLookupTraceLog(database: database, logger: logger)
        let tokens = RetryingRefreshTokenStore(served.database.tokensOfCRMs, logger: logger)
        let lookups = directory(configuration, clients: clients, tokens: tokens, traces: traces)
        let audit = served.database.audit
        let soundService = SoundService(
            store: sounds, processor: SpeechProcessor(voices: voices, synthesizer: parts.synthesizer), audit: audit)
        let forwarding = served.forwarding(logger: logger)
        let recordings = SoundRecordingService(
            ports: SoundRecordingPorts(
                pbxs: drivers.pbxs, recorders: drivers.recorders, studio: studio,
                library: SoundsByPhone(sounds: soundService, callCenter: callCenter) { try await studio.audition($0) },
                audit: audit, ownership: served.pbxs, forwarding: forwarding),
            policy: parts.policy, logger: logger)
        let helpDesk = HelpDeskService(
            ports: HelpDeskPorts(
                pbxs: drivers.pbxs, store: store, directory: lookups, studio: studio, callCenter: callCenter,
                presences: callCenter, audit: audit, ownership: served.pbxs, forwarding: forwarding),
            policy: parts.policy, expireAfterSeconds: configuration.requests.expireAfterSeconds,
            phonesAtOnce: configuration.requests.phonesAtOnce, recordings: recordings, logger: logger)
        let deliveryLog = SQLWebhookDeliveryLog(database: database, logger: logger)
        let webhooks = WebhookEndpoints(
            callCenter: callCenter,
            reader: WebhookReader(catalogue: parts.mappings, resolveSecret: resolveSecret),
            expireAfter: .seconds(configuration.requests.expireAfterSeconds))
        let watch = watch(callCenter, webhooks)
        let delivering = OutgoingDeliveryService(
            queue: outgoing,
            senders: [
                .webhook: SubscriptionSender(
                    callCenter: callCenter, clients: clients.selection, resolveSecret: resolveSecret),
                .report: CRMReporter(
                    callCenter: callCenter, catalogue: parts.mappings, clients: clients.selection,
                    dialPolicy: parts.policy, sessions: clients.sessions, refreshTokens: tokens,
                    resolveSecret: resolveSecret),
            ], logger: logger, isOurs: served.isDelivering)
        let status = ServiceStatus(environment: ProcessInfo.processInfo.environment, logger: logger)
        let web = try WebInterface(
            configuration: configuration, parts: parts, folder: pages, secrets: secrets, recordedMetrics: metrics,
            database: served.database, owners: served.owners, callCenter: callCenter, helpDesk: helpDesk,
            drivers: drivers, clients: clients, refreshTokens: tokens,
            lookups: lookups, traces: traces, studio: studio,
            prompts: recipes.map { SharedPrompts(studio: studio, recipes: $0) } ?? studio, voices: voices,
            sounds: soundService, recordings: recordings, webhooks: webhooks, faults: watch.faults,
            deliveryLog: deliveryLog, outgoing: outgoing, audit: audit, logger: logger
        ).application {
            await onRunning(address)
            status.becameReady()
        }
        let warming: [any Service] =
            configuration.prompts.warm ? [PromptWarming(studio: studio, callCenter: callCenter)] : []
        let noting: [any Service] = recipes.map { [$0] } ?? []
        let retention = RetentionService(
            retention: Retention(database: database, configuration.requests), logger: logger)

        // Stopped from the last to the first: no new request, then no new transition, then the rest.
        let services: [any Service] =
            served.services + noting + [clients, watch, retention, callCenter, deliveryLog, traces, delivering]
            + warming
            + companions + drivers.entries.map(\.driver) + [recordings, helpDesk, web]
            + [
                Reloading(
                    signals: hangups, web: web, embed: parts.embed, pages: self.pages, voices: voices,
                    isEncrypted: configuration.http.tls != nil, configuration: reread, status: status, logger: logger),
                status,
            ]
        var group = ServiceGroupConfiguration(
            // By default a service's name is all that is in it.
            services: services.map { .init(service: $0, serviceName: "\(type(of: $0))") },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        await preparation
        try await ServiceGroup(configuration: group).run()
        try await served.close()
    }

    /// Compiles what is in use now rather than at the first lookup, while an operator waits. A mapping that a later `apply`
    /// brings into use is compiled then.
    private func prepareMappings(for callCenter: CallCenter) async {
        do {
            let faults = try await parts.mappings.prepare(MappingPart.inUse(by: callCenter))
            for fault in Set(faults + parts.mappings.faults).map(\.description).sorted() {
                logger.error("a mapping cannot be used", metadata: ["reason": "\(fault)"])
            }
        } catch {
            // Not the mappings' fault: the machine may have too much to do. They are compiled when they are needed.
            logger.error("no mapping could be compiled ahead", metadata: ["reason": "\(error)"])
        }
    }

    private var resolveSecret: @Sendable (SecretReference) async throws -> String {
        { [secrets] in try await secrets.readAside($0) }
    }

    /// What makes the prompts.
    static func studio(
        _ configuration: BridgeConfiguration, voices: VoiceLibrary, sounds: (any SoundSource)? = nil,
        synthesizer: SpeechSynthesizer = .shared, recipes: (any PromptRecipes)? = nil, logger: Logger
    ) throws -> VoiceStudio {
        let cache: PromptCache
        do {
            cache = try PromptCache(configuration, logger: logger)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
        return VoiceStudio(
            voices: voices, cache: cache,
            renderer: PromptRenderer(cache: cache, synthesizer: synthesizer, recipes: recipes, logger: logger),
            sampleRate: configuration.prompts.sampleRate, sounds: sounds, logger: logger)
    }

    private func directory(
        _ configuration: BridgeConfiguration, clients: HTTPClients, tokens: RetryingRefreshTokenStore,
        traces: SQLLookupTraceLog
    ) -> LookupChain {
        LookupChain(
            catalogue: parts.mappings, clients: clients.selection,
            answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
            resolveSecret: resolveSecret, sessions: clients.sessions,
            refreshTokens: tokens, traces: traces, logger: logger)
    }
}

extension VoiceStudio: PromptFiles {}

extension SharedPrompts: PromptFiles {}
