import Administration
import HelpDesk
import Logging
import Speech
import Storage
import Telephony

/// What calls people, and the PBXs that it calls them by.
struct BridgeCalls: Sendable {
    let drivers: PBXDrivers
    /// What records by phone.
    let recordings: SoundRecordingService
    let helpDesk: HelpDeskService

    /// - Parameter publicURL: where the PBXs fetch prompts.
    /// - Throws: `TelephonyError` for a PBX that cannot be reached as it is set, and `StorageError`.
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
