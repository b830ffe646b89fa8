import Configuration
import Foundation
import Glibc
import HelpDesk
import LocatedYAML
import Telephony

extension BridgeConfiguration {
    /// The default for `bridge.id`.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "helpbridge" }
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.isEmpty ? "helpbridge" : text
    }

    /// The PBX used if none is named: the one with the id `main`, or else the first.
    var defaultPBX: PBX { pbxs.first { $0.id == DialPolicy.mainPBX } ?? pbxs[0] }

    /// Returns the numbers that may be dialled on each PBX.
    func dialPolicy() throws -> DialPolicy {
        try DialPolicy(patterns: pbxs.map { ($0.id, $0.numbers) })
    }

    /// Returns the scalars and lists of a file by their keys; those in the third section of a list are like
    /// `pbxs[2].driver`.
    static func values(of root: LocatedValue) -> [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        func add(_ value: LocatedValue, at key: String) {
            switch value.content {
            case .object(let members):
                for member in members { add(member.value, at: key.isEmpty ? member.key : "\(key).\(member.key)") }
            case .array(let items) where items.contains { !$0.members.isEmpty }:
                for (index, item) in items.enumerated() { add(item, at: "\(key)[\(index)]") }
            case .array(let items):
                values[AbsoluteConfigKey(SettingReader.path(of: key))] = ConfigValue(
                    .stringArray(items.compactMap(\.typed)), isSecret: false)
            case .null, .boolean, .integer, .number, .text:
                guard let text = value.typed else { return }
                values[AbsoluteConfigKey(SettingReader.path(of: key))] = ConfigValue(.string(text), isSecret: false)
            }
        }
        add(root, at: "")
        return values
    }
}

extension BridgeConfiguration.PBX {
    /// Reads the PBXs of `pbxs`, or the one of `pbx`, whose id is `main`.
    ///
    /// - Parameter count: the number of items in `pbxs`; `nil` if it is not set.
    static func all(_ settings: inout SettingReader, count: Int?) -> [Self] {
        for (index, key) in settings.environment.keys.sorted().compactMap(ConfigurationKeys.keyOfPBXs)
        where index >= count ?? 0 {
            settings.fail(key, "expected a list pbxs in the file that has this PBX")
        }
        guard let count else { return [Self(&settings, at: "pbx", id: DialPolicy.mainPBX)] }
        if let key = ConfigurationKeys.pbx.keys("pbx").first(where: settings.isSet) {
            settings.fail(key, "expected either pbx or pbxs")
        }
        guard count > 0 else {
            settings.fail("pbxs", "expected at least one PBX")
            return [Self(&settings, at: "pbx", id: DialPolicy.mainPBX)]
        }
        var all: [Self] = []
        for index in 0..<count {
            let key = "pbxs[\(index)]"
            let id = settings.text("\(key).id") ?? ""
            if !id.isIdentifier {
                settings.fail("\(key).id", "expected 1 to 64 of A-Z a-z 0-9 . _ -, such as tehran, found \"\(id)\"")
            } else if all.contains(where: { $0.id == id }) {
                settings.fail("\(key).id", "expected another id: \"\(id)\" stands in this list already")
            }
            let pbx = Self(&settings, at: key, id: id)
            if let duplicate = all.first(where: { $0.isSameAsterisk(as: pbx) }) {
                settings.fail(key, "expected another PBX: \(duplicate.id) is this one already")
            }
            if pbx.prompts == .directory,
                let other = all.first(where: { $0.prompts == .directory && $0.promptDirectory != pbx.promptDirectory })
            {
                settings.fail(
                    "\(key).promptDirectory",
                    "expected \(other.promptDirectory), as for \(other.id): prompts are written once, into a folder"
                        + " that all PBXs share which play from one")
            }
            all.append(pbx)
        }
        return all
    }

    /// Whether both refer to the same application of the same Asterisk, where each would take the other's calls.
    private func isSameAsterisk(as other: Self) -> Bool {
        switch (driver, other.driver) {
        case (.ari, .ari): ari.url == other.ari.url && ari.application == other.ari.application
        case (.ami, .ami): ami.host == other.ami.host && ami.port == other.ami.port && ami.context == other.ami.context
        case (.ari, _), (.ami, _), (.simulated, _): false
        }
    }

    /// - Parameter key: the section's key, `pbx` or `pbxs[0]`.
    private init(_ settings: inout SettingReader, at key: String, id: String) {
        let before = settings.faults.count
        self.id = id
        driver = settings.choice("\(key).driver", default: .ari)
        endpoint = settings.text("\(key).endpoint", default: "PJSIP/{extension}")
        if endpoint.components(separatedBy: "{extension}").count != 2 {
            settings.fail(
                "\(key).endpoint", "expected {extension} once, as in PJSIP/{extension}, found \"\(endpoint)\"")
        }
        device = settings.text("\(key).device")
        if let device, !PhoneAddresses.isDevice(device) {
            settings.fail(
                "\(key).device",
                "expected a device with {extension} in it, as in PJSIP/{extension}, found \"\(device)\"")
        }
        trunk = settings.text("\(key).trunk")
        if let trunk, trunk.components(separatedBy: "{extension}").count != 2 {
            settings.fail(
                "\(key).trunk", "expected {extension} once, as in PJSIP/{extension}@tehran, found \"\(trunk)\"")
        }
        numbers = settings.text("\(key).numbers", default: "^[0-9]{2,6}$")
        if (try? DialPolicy(pattern: numbers)) == nil {
            settings.fail(
                "\(key).numbers", "expected a regular expression such as ^[0-9]{2,6}$, found \"\(numbers)\"")
        }
        prompts = settings.choice("\(key).prompts", default: driver == .ami ? .directory : .http)
        promptDirectory = settings.path(
            "\(key).promptDirectory", default: "/var/lib/asterisk/sounds/helpbridge")
        ari = ARI(
            url: settings.address("\(key).ari.url", default: nil) ?? "http://127.0.0.1:8088/ari",
            application: settings.text("\(key).ari.application", default: "helpbridge"),
            username: settings.text("\(key).ari.username", default: "helpbridge"),
            password: settings.secret("\(key).ari.password") ?? "")
        ami = AMI(
            host: settings.text("\(key).ami.host", default: "127.0.0.1"),
            port: settings.number("\(key).ami.port", default: 5038, in: 1...65_535),
            username: settings.text("\(key).ami.username", default: "helpbridge"),
            password: settings.secret("\(key).ami.password") ?? "",
            context: settings.text("\(key).ami.context", default: "helpbridge"))
        checkDriver(&settings, at: key)
        if settings.faults.count == before { checkAddresses(&settings, at: key) }
    }

    /// Creates the driver's configuration, which checks its own settings.
    private func checkAddresses(_ settings: inout SettingReader, at key: String) {
        do {
            switch driver {
            // The address for fetching prompts is checked once everything is read.
            case .ari: _ = try PBXDrivers.ari(self, publicURL: "http://127.0.0.1")
            case .ami: _ = try PBXDrivers.ami(self)
            case .simulated: break
            }
        } catch {
            let field = error.setting?.split(separator: ".").dropFirst().joined(separator: ".")
            settings.fail(field.map { "\(key).\($0)" } ?? key, error.problem)
        }
    }

    private func checkDriver(_ settings: inout SettingReader, at key: String) {
        switch driver {
        case .ari:
            if ari.password.isEmpty, !settings.isSet("\(key).ari.password") {
                settings.fail("\(key).ari.password", "expected the password of the ARI user \(ari.username)")
            }
        case .ami:
            if ami.password.isEmpty, !settings.isSet("\(key).ami.password") {
                settings.fail("\(key).ami.password", "expected the secret of the manager user \(ami.username)")
            }
            if prompts != .directory {
                settings.fail(
                    "\(key).prompts", "expected directory: the manager interface plays no prompts from elsewhere")
            }
        case .simulated:
            break
        }
    }
}
