import Logging
import Storage

extension HelpDeskDatabase {
    /// The database that a configuration names, with the keys of its secrets.
    static func open(
        _ configuration: BridgeConfiguration, under lock: DatabaseLock? = nil, isKeyLost: Bool = false,
        logger: Logger = .quiet
    ) async throws -> HelpDeskDatabase {
        try await open(
            at: configuration.database, under: lock, keys: configuration.secrets.key, isKeyLost: isKeyLost,
            program: "HelpBridge \(Version.text)", logger: logger)
    }
}
