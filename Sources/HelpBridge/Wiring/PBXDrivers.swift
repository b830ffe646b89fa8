import HelpDesk
import Logging
import ServiceLifecycle
import Storage
import Telephony

/// The drivers of all configured PBXs.
struct PBXDrivers: Sendable {
    /// A PBX driver as the wiring needs it.
    typealias Driver = PBX & PBXStatusProvider & Service

    /// The driver of one PBX.
    struct Entry: Sendable {
        let id: String
        /// The name in tables and requests; `nil` for the default PBX.
        let name: String?
        let driver: any Driver
    }

    /// The drivers, the default PBX first.
    let entries: [Entry]

    /// - Parameter isShared: whether other bridges may own the PBXs, so that each is followed only while this bridge
    ///   owns it.
    /// - Throws: `TelephonyError` if a PBX cannot be reached as configured.
    init(
        _ configuration: BridgeConfiguration, _ installation: Installation, publicURL: String,
        isShared: Bool, logger: Logger
    ) throws {
        let standard = configuration.defaultPBX.id
        let ordered = configuration.pbxs.filter { $0.id == standard } + configuration.pbxs.filter { $0.id != standard }
        entries = try ordered.map { pbx in
            var logger = logger
            if ordered.count > 1 { logger[metadataKey: "pbx"] = "\(pbx.id)" }
            let driver = try Self.driver(
                pbx, installation, publicURL: publicURL, access: PBXAccess(isShared: isShared),
                logger: logger)
            return Entry(id: pbx.id, name: pbx.id == standard ? nil : pbx.id, driver: driver)
        }
    }

    /// The drivers as the help desk sees them.
    var pbxs: PBXSet {
        PBXSet(
            entries[0].driver, others: Dictionary(uniqueKeysWithValues: entries.dropFirst().map { ($0.id, $0.driver) }))
    }

    /// The drivers that can record.
    var recorders: [String?: any CallRecorder] {
        all { $0 as? any CallRecorder }
    }

    /// The drivers that can list their phones.
    var directories: [String?: any ExtensionDirectory] {
        all { $0 as? any ExtensionDirectory }
    }

    private func all<Role>(_ role: (any Driver) -> Role?) -> [String?: Role] {
        var found: [String?: Role] = [:]
        for entry in entries { if let role = role(entry.driver) { found[entry.name] = role } }
        return found
    }

    private static func driver(
        _ pbx: BridgeConfiguration.PBX, _ installation: Installation, publicURL: String,
        access: PBXAccess, logger: Logger
    ) throws -> any Driver {
        switch pbx.driver {
        case .ari:
            let configuration = try ari(pbx, publicURL: publicURL)
            return AsteriskARI(
                configuration, names: PBXNames(installation, application: configuration.application),
                on: EventLoops.calls, access: access, logger: logger)
        case .ami:
            let configuration = try ami(pbx)
            return AsteriskAMI(
                configuration, names: PBXNames(installation, application: configuration.context), access: access,
                logger: logger)
        case .simulated:
            return SampleCallCenter.simulatedPBX(access: access, logger: logger)
        }
    }

    /// Returns the configuration for Asterisk's manager interface.
    static func ami(_ pbx: BridgeConfiguration.PBX) throws(TelephonyError) -> AMIConfiguration {
        try AMIConfiguration(
            host: pbx.ami.host, port: pbx.ami.port, username: pbx.ami.username, password: pbx.ami.password,
            context: pbx.ami.context, phones: PhoneAddresses(pbx), promptDirectory: pbx.promptDirectory)
    }

    /// Returns the configuration for Asterisk's REST interface.
    static func ari(_ pbx: BridgeConfiguration.PBX, publicURL: String) throws(TelephonyError) -> ARIConfiguration {
        let prompts: PromptLocation =
            switch pbx.prompts {
            case .http: .http(publicURL: publicURL)
            case .directory: .directory(pbx.promptDirectory)
            }
        return try ARIConfiguration(
            url: pbx.ari.url, application: pbx.ari.application, username: pbx.ari.username,
            password: pbx.ari.password, phones: PhoneAddresses(pbx), prompts: prompts)
    }
}

extension PhoneAddresses {
    fileprivate init(_ pbx: BridgeConfiguration.PBX) throws(TelephonyError) {
        try self.init(endpoint: pbx.endpoint, device: pbx.device, trunk: pbx.trunk)
    }
}
