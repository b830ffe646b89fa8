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
    /// A stable word for programs.
    public var code: String {
        switch self {
        case .invalidURL: "invalid_url"
        case .encryptedEventStream: "encrypted_event_stream"
        case .invalidEndpoint: "invalid_endpoint"
        case .invalidDevice: "invalid_device"
        case .invalidTrunk: "invalid_trunk"
        case .invalidSetting: "invalid_setting"
        case .noManagerInterface: "no_manager_interface"
        case .oversizedMessage: "oversized_message"
        }
    }

    public var description: String {
        switch self {
        case .invalidURL(let setting, let value):
            "\(setting): '\(value)' is not a URL such as http://127.0.0.1:8088/ari"
        case .encryptedEventStream(let url):
            "pbx.ari.url: '\(url)' asks for https, which the event stream does not support: use http on a trusted"
                + " network, or a TLS tunnel that ends on this machine"
        case .invalidEndpoint(let template):
            "pbx.endpoint: '\(template)' must contain {extension}, as in PJSIP/{extension}"
        case .invalidDevice(let template):
            "pbx.device: '\(template)' must be a device with {extension} in it, such as PJSIP/{extension}"
        case .invalidTrunk(let template):
            "pbx.trunk: '\(template)' must contain {extension}, as in PJSIP/{extension}@tehran"
        case .invalidSetting(let name, let reason):
            "\(name): \(reason)"
        case .noManagerInterface:
            "what answers is no manager interface of Asterisk's: compare pbx.ami.host and port"
        case .oversizedMessage:
            "the connection to Asterisk is lost: it sent a message of more than 1 MiB"
        }
    }
}
