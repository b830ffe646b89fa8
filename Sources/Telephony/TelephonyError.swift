/// Why a PBX driver cannot be set up, or whatever answers is not understood; says how to mend it.
public enum TelephonyError: Error, Sendable, Equatable {
    /// The address is no absolute `http` or `https` URL with a host and without a query.
    case invalidURL(setting: String, value: String)
    /// The event stream cannot be encrypted by this driver.
    case encryptedEventStream(url: String)
    /// The dial template does not have `{extension}` in it.
    case invalidEndpoint(String)
    /// The device is none: a way through the dialplan or a trunk, or without `{extension}`.
    case invalidDevice(String)
    /// The way to other PBXs does not have `{extension}` in it.
    case invalidTrunk(String)
    /// A setting is empty or has a character that the PBX would take for a separator.
    case invalidSetting(name: String, reason: String)
    /// Whatever answers does not greet as Asterisk's manager interface does.
    case noManagerInterface
    /// The manager interface has sent a message that is larger than any of Asterisk's.
    case oversizedMessage
}

extension TelephonyError: CustomStringConvertible {
    /// The key of `helpbridge.yaml` that cannot work, where there is one PBX; `nil` where none is to blame.
    public var setting: String? {
        switch self {
        case .invalidURL(let setting, _), .invalidSetting(let setting, _): setting
        case .encryptedEventStream: "pbx.ari.url"
        case .invalidEndpoint: "pbx.endpoint"
        case .invalidDevice: "pbx.device"
        case .invalidTrunk: "pbx.trunk"
        case .noManagerInterface, .oversizedMessage: nil
        }
    }

    /// What is wrong, without the setting.
    public var problem: String {
        switch self {
        case .invalidURL(_, let value):
            "'\(value)' is not a URL such as http://127.0.0.1:8088/ari"
        case .encryptedEventStream(let url):
            "'\(url)' asks for https, which the event stream does not support: use http on a trusted network, or a TLS"
                + " tunnel that ends on this machine"
        case .invalidEndpoint(let template):
            "'\(template)' must contain {extension}, as in PJSIP/{extension}"
        case .invalidDevice(let template):
            "'\(template)' must be a device with {extension} in it, such as PJSIP/{extension}"
        case .invalidTrunk(let template):
            "'\(template)' must contain {extension}, as in PJSIP/{extension}@tehran"
        case .invalidSetting(_, let reason):
            reason
        case .noManagerInterface:
            "what answers is no manager interface of Asterisk's: compare pbx.ami.host and port"
        case .oversizedMessage:
            "the connection to Asterisk is lost: it sent a message of more than 1 MiB"
        }
    }

    public var description: String { setting.map { "\($0): \(problem)" } ?? problem }
}
