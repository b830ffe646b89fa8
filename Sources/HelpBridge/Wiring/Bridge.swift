import Administration
import Foundation
import HelpDesk
import Logging
import ManagerLookup
import ServiceLifecycle
import Speech
import Storage
import Telephony
import UnixSignals
import WebAPI
import WebPages

/// Assembles the parts and runs them until the process is asked to stop.
struct Bridge {
    let configuration: BridgeConfiguration
    let parts: BridgeParts
    let pages: PageFolder
    let logger: Logger
    /// The reader of secrets, which resolves relative paths.
    let secrets: SecretReader
    /// The metrics of all parts.
    let metrics: any MetricsSource
    /// Additional services that live as long as the bridge, such as the demo's sample CRM.
    var companions: [any Service] = []
    /// Reads the configuration again, for SIGHUP; `nil` if there is no configuration file.
    var reread: (@Sendable () async throws -> BridgeConfiguration)?

    /// Serves until SIGTERM or SIGINT; live calls continue.
    ///
    /// - Parameter onRunning: called with the bridge's address once requests are accepted.
    func run(onRunning: @escaping @Sendable (_ url: String) async -> Void) async throws {
        try await withTaskExecutorPreference(EventLoops.executor) { try await serve(onRunning: onRunning) }
    }

    private func serve(onRunning: @escaping @Sendable (_ url: String) async -> Void) async throws {
        let files = try OpenFiles.raiseLimit()
        // From here on, SIGHUP does not end the process.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        var configuration = configuration
        if configuration.http.port == 0 { configuration.http.port = try FreePort.find(host: configuration.http.host) }
        let address = configuration.localAddress ?? ""

        // Opened first: another bridge may serve from the database, and have calls on the PBX.
        let served = try await ServedDatabase.open(configuration, logger: logger)
        let stores = try await BridgeStores(served, mappings: parts.mappings, logger: logger)
        async let preparation: Void = prepareMappings(for: stores.callCenter.current)
        let lookups = try BridgeLookups(configuration, parts, stores, secrets: secrets, files: files, logger: logger)
        let prompts = try BridgePrompts(configuration, parts, stores, served, logger: logger)
        let calls = try await BridgeCalls(
            configuration, parts, stores, served, prompts, directory: lookups.directory,
            publicURL: configuration.http.publicURL ?? address, logger: logger)
        reportMissingVoices(in: stores.callCenter.current)
        let status = ServiceStatus(environment: ProcessInfo.processInfo.environment, logger: logger)
        let web = try WebInterface(
            configuration: configuration, parts: parts, folder: pages, secrets: secrets, recordedMetrics: metrics,
            served: served, stores: stores, prompts: prompts, calls: calls, lookups: lookups, logger: logger
        ).application {
            await onRunning(address)
            status.becameReady()
        }
        let reloading = Reloading(
            signals: hangups, web: web, embed: parts.embed, pages: pages, voices: prompts.voices,
            isEncrypted: configuration.http.tls != nil, configuration: reread, status: status, logger: logger)
        let services = services(served, stores, prompts, calls, lookups) + [web, reloading, status]
        await preparation
        try await ServiceGroup(configuration: group(services)).run()
        try await served.close()
    }

    /// Returns the services beneath the server, which comes last.
    ///
    /// Services stop from last to first: no new requests, then no new transitions, then the rest.
    private func services(
        _ served: ServedDatabase, _ stores: BridgeStores, _ prompts: BridgePrompts, _ calls: BridgeCalls,
        _ lookups: BridgeLookups
    ) -> [any Service] {
        let retention = RetentionService(
            retention: Retention(database: served.database.shared, configuration.requests), logger: logger)
        var services = served.services
        if let recipes = prompts.recipes { services.append(recipes) }
        services += [
            lookups.clients, lookups.watch, retention, stores.callCenter, stores.deliveryLog, stores.traces,
            delivery(served, stores, lookups), VoiceWatch(prompts.voices),
        ]
        if configuration.prompts.warm {
            services.append(PromptWarming(studio: prompts.studio, callCenter: stores.callCenter))
        }
        return services + companions + calls.drivers.entries.map(\.driver) + [calls.recordings, calls.helpDesk]
    }

    /// Creates the worker that sends pending deliveries.
    private func delivery(
        _ served: ServedDatabase, _ stores: BridgeStores, _ lookups: BridgeLookups
    ) -> OutgoingDeliveryWorker {
        let clients = lookups.clients
        let clock = served.database.shared.clock
        return OutgoingDeliveryWorker(
            queue: stores.outgoing,
            senders: [
                .webhook: SubscriptionSender(
                    callCenter: stores.callCenter, clients: clients.selection, resolveSecret: lookups.resolveSecret),
                .report: CRMReporter(
                    callCenter: stores.callCenter, catalogue: parts.mappings, clients: clients.selection,
                    dialPolicy: parts.policy, sessions: clients.sessions, refreshTokens: stores.refreshTokens,
                    resolveSecret: lookups.resolveSecret),
            ], logger: logger, now: { clock.now }, isOurs: served.isDelivering)
    }

    private func group(_ services: [any Service]) -> ServiceGroupConfiguration {
        var group = ServiceGroupConfiguration(
            // A service's default name is a dump of its contents.
            services: services.map { .init(service: $0, serviceName: "\(type(of: $0))") },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        return group
    }

    private func reportMissingVoices(in callCenter: CallCenter) {
        let voices = Set(parts.voices.names)
        let routes = callCenter.routes.values.sorted { $0.code < $1.code }
        for route in routes where !voices.contains(route.voice) {
            logger.error(
                "the voice of a route is not there: its calls hear tones",
                metadata: ["route": "\(route.code)", "voice": "\(route.voice)"])
        }
    }

    /// Compiles the mappings in use now rather than at the first lookup, while an operator waits.
    ///
    /// A mapping that a later `apply` starts to use is compiled then.
    private func prepareMappings(for callCenter: CallCenter) async {
        do {
            let faults = try await parts.mappings.prepare(MappingPart.inUse(by: callCenter))
            for fault in Set(faults + parts.mappings.faults).map(\.description).sorted() {
                logger.error("a mapping cannot be used", metadata: ["reason": "\(fault)"])
            }
        } catch {
            // The start has failed meanwhile and reports its own error.
            guard !Task.isCancelled else { return }
            // Not the mappings' fault: the machine may have too much to do. They are compiled when they are needed.
            logger.error("no mapping could be compiled ahead", metadata: ["reason": "\(error)"])
        }
    }
}
