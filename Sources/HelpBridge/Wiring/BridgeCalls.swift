import Administration
import HelpDesk
import Logging
import Speech
import Storage
import Telephony

/// The services that make calls, and their PBXs.
struct BridgeCalls: Sendable {
    let drivers: PBXDrivers
    /// The service that records sounds by phone.
    let recordings: SoundRecordingService
    let helpDesk: HelpDeskService

    /// - Parameter publicURL: the address from which the PBXs fetch prompts.
    /// - Throws: `TelephonyError` if a PBX cannot be reached as configured, and `StorageError`.
    init(
        _ configuration: BridgeConfiguration, _ parts: BridgeParts, _ stores: BridgeStores, _ served: ServedDatabase,
        _ prompts: BridgePrompts, directory: any ManagerDirectory, publicURL: String, logger: Logger
    ) async throws {
        let installation = try await served.database.shared.installation()
        let drivers = try PBXDrivers(
            configuration, installation, publicURL: publicURL, isShared: served.isShared, logger: logger)
        served.reaching { name in drivers.entries.first { $0.name == name }?.driver.status.isConnected ?? true }
        let forwarding = served.forwarding(logger: logger)
        let studio = prompts.studio
        let library = SoundsByPhone(sounds: prompts.sounds, callCenter: stores.callCenter) {
            try await studio.audition($0)
        }
        let clock = served.database.shared.clock
        self.drivers = drivers
        recordings = SoundRecordingService(
            ports: SoundRecordingPorts(
                pbxs: drivers.pbxs, recorders: drivers.recorders, studio: studio, library: library,
                audit: stores.audit, ownership: served.pbxs, forwarding: forwarding),
            policy: parts.policy, logger: logger)
        helpDesk = HelpDeskService(
            ports: HelpDeskPorts(
                pbxs: drivers.pbxs, store: stores.requests, directory: directory, studio: studio,
                callCenter: stores.callCenter, presences: stores.callCenter, audit: stores.audit,
                ownership: served.pbxs, forwarding: forwarding),
            policy: parts.policy, expireAfterSeconds: configuration.requests.expireAfterSeconds,
            phonesAtOnce: configuration.requests.phonesAtOnce, recordings: recordings, logger: logger,
            now: { clock.timestamp })
    }
}
