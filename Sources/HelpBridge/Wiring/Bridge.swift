import CurlHTTP
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

/// Puts the parts together and runs them until the process is told to stop.
struct Bridge {
    /// A PBX driver as the wiring needs it.
    typealias Driver = PBX & PBXStatusProvider & Service

    let configuration: BridgeConfiguration
    let parts: BridgeParts
    let logger: Logger
    /// Where relative paths and secrets' files start.
    let secrets: SecretReader
    /// Further services that live as long as the bridge, such as the demo's sample CRM.
    var companions: [any Service] = []
    /// Takes the place of the configured driver.
    var driver: (any Driver)?

    /// Serves until SIGTERM or SIGINT; live calls live on.
    ///
    /// - Parameter onRunning: called once requests are taken, with the bridge's address.
    func run(onRunning: @escaping @Sendable (_ url: String) async -> Void) async throws {
        OpenFiles.raiseLimit()
        var configuration = configuration
        if configuration.http.port == 0 { configuration.http.port = try FreePort.find(host: configuration.http.host) }
        let address = configuration.localAddress ?? ""
        let publicURL = configuration.http.publicURL ?? address

        let database = try await HelpDeskDatabase.open(at: configuration.database)
        let store = HelpRequestDatabase(database: database, logger: logger)
        let callCenter = try await CallCenterStore(database: database, logger: logger)
        // Compiled now rather than at the first lookup, while an operator waits. A mapping that a later `apply` brings
        // into use is compiled then.
        do {
            try parts.mappings.prepare(callCenter.current.sources.values.map(\.mapping))
        } catch {
            throw ConfigurationError("\(error)")
        }
        let clients = try HTTPClients()
        let pbx = try driver ?? ari(configuration.pbx, publicURL: publicURL, clients: clients)
        let sounds = SoundStore(database: database)
        // In a process of its own: a text that crashes libespeak-ng ends no call.
        let synthesizer = SpeechSynthesizer(worker: SpeechWorkerCommand.command, logger: logger)
        let voices = VoiceLibrary(
            parts.voices, directory: configuration.voices, synthesizer: synthesizer, logger: logger)
        let studio = try studio(configuration, voices: voices, sounds: sounds, synthesizer: synthesizer)
        let desk = HelpDeskService(
            ports: HelpDeskPorts(
                pbx: pbx, store: store, directory: directory(configuration, clients: clients, database: database),
                studio: studio,
                callCenter: callCenter),
            policy: parts.policy, expireAfterSeconds: configuration.requests.expireAfterSeconds, logger: logger)
        let web = try webServer(
            configuration,
            WebApplication.Backend(
                desk: HelpDeskAdapter(service: desk), prompts: PromptFileAdapter(studio: studio),
                readiness: BridgeReadiness(database: database, pbx: pbx),
                tokens: Self.tokens(configuration),
                sounds: SoundDeskAdapter(store: sounds, voices: voices, synthesizer: synthesizer))
        ) { await onRunning(address) }
        let warming = PromptWarming(studio: studio, callCenter: callCenter)
        let retention = RetentionService(
            retention: Retention(database: database, keepDays: configuration.requests.keepDays), logger: logger)

        // Stopped from the last to the first: no new request, then no new transition, then the rest.
        let services: [any Service] = [clients, retention, callCenter, warming] + companions + [pbx, desk, web]
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
        try await database.close()
    }

    private func ari(
        _ pbx: BridgeConfiguration.PBX, publicURL: String, clients: HTTPClients
    ) throws -> any Driver {
        let prompts: PromptLocation =
            switch pbx.prompts {
            case .http: .http(publicURL: publicURL)
            case .directory: .directory(pbx.promptDirectory)
            }
        do {
            let settings = try ARIConfiguration(
                url: pbx.ari.url, application: pbx.ari.application, username: pbx.ari.username,
                password: pbx.ari.password, endpoint: pbx.endpoint, prompts: prompts)
            return AsteriskARI(settings, http: clients.pbx, logger: logger)
        } catch {
            throw ConfigurationError("\(error)")
        }
    }

    private func studio(
        _ configuration: BridgeConfiguration, voices: VoiceLibrary, sounds: SoundStore, synthesizer: SpeechSynthesizer
    ) throws -> VoiceStudio {
        let cache: PromptCache
        do {
            cache = try PromptCache(configuration, logger: logger)
        } catch {
            throw ConfigurationError("\(error)")
        }
        return VoiceStudio(
            voices: voices, cache: cache,
            renderer: PromptRenderer(cache: cache, synthesizer: synthesizer, logger: logger),
            sampleRate: configuration.prompts.sampleRate, sounds: sounds, logger: logger)
    }

    private func directory(
        _ configuration: BridgeConfiguration, clients: HTTPClients, database: HelpDeskDatabase
    ) -> LookupChain {
        let secrets = secrets
        return LookupChain(
            catalogue: parts.mappings, clients: clients.selection,
            answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
            resolveSecret: { try secrets.read($0) },
            refreshTokens: RefreshTokenAdapter(database: database), logger: logger)
    }

    private func webServer(
        _ configuration: BridgeConfiguration, _ backend: WebApplication.Backend,
        onRunning: @escaping @Sendable () async -> Void
    ) throws -> WebApplication {
        let http = configuration.http
        let settings = WebServerConfiguration(
            host: http.host, port: http.port,
            tls: http.tls.map {
                WebServerConfiguration.TLS(certificateChain: $0.certificateChain, privateKey: $0.privateKey)
            })
        do {
            return try WebApplication(
                configuration: settings, backend: backend, logger: logger, onServerRunning: { _ in await onRunning() })
        } catch {
            throw ConfigurationError("http.tls: \(error)")
        }
    }

    private static func tokens(_ configuration: BridgeConfiguration) throws -> StaticTokens {
        do {
            return try StaticTokens(configuration.tokens)
        } catch {
            throw ConfigurationError("auth.tokens: \(error)")
        }
    }
}
