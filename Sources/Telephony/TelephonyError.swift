/// Why a PBX driver cannot be set up, or cannot understand its peer; the description says how to fix it.
public enum TelephonyError: Error, Sendable, Equatable {
    /// The address is not an absolute `http` or `https` URL with a host and without a query.
    case invalidURL(setting: String, value: String)
    /// The event stream cannot be encrypted by this driver.
    case encryptedEventStream(url: String)
    /// The dial template does not contain `{extension}`.
    case invalidEndpoint(String)
    /// The device is invalid: a way through the dialplan or a trunk, or without `{extension}`.
    case invalidDevice(String)
    /// The dial template for other PBXs does not contain `{extension}`.
    case invalidTrunk(String)
    /// A setting is empty or contains a character that the PBX would treat as a separator.
    case invalidSetting(name: String, reason: String)
    /// The peer does not send the greeting of Asterisk's manager interface.
    case noManagerInterface
    /// The manager interface sent a message that is larger than any of Asterisk's.
    case oversizedMessage
}

extension TelephonyError: CustomStringConvertible {
    /// The invalid key of `helpbridge.yaml`, if there is one PBX; `nil` if no key is to blame.
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

    /// The description of the problem, without the setting.
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
