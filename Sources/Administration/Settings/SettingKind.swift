import HelpDesk
import LocatedYAML

/// The kinds of settings, in the order of reports.
public enum SettingKind: String, Sendable, Codable, CaseIterable {
    case department
    case `operator`
    case source
    case route
    case webhook
    case subscription

    /// The section of the kind in a call-centre file.
    public var section: String { rawValue + "s" }

    /// The field that identifies a setting.
    public var idField: String {
        switch self {
        case .department, .source, .webhook, .subscription: "id"
        case .operator: "extension"
        case .route: "code"
        }
    }

    /// Returns an id as stored: extensions and request codes are numbers in plain digits, however they are written.
    func canonical(_ id: String) -> String {
        switch self {
        case .operator, .route: id.plainNumber
        case .department, .source, .webhook, .subscription: id
        }
    }
}

extension SettingKind {
    /// Returns the id of a setting from its content: an extension or a request code, with the PBX in the field next to
    /// it.
    ///
    /// - Parameter policy: knows the default PBX.
    /// - Returns: `nil` if no text names the setting.
    func id(of content: LocatedValue, _ policy: DialPolicy) -> String? {
        guard let named = content[idField]?.text.map(canonical) else { return nil }
        let isAddress = self == .operator || self == .route
        guard isAddress, let pbx = content["pbx"]?.text, ExtensionAddress(named).pbx == nil else {
            return isAddress ? canonical(named, policy) : named
        }
        return canonical(ExtensionAddress(named, pbx: pbx).text, policy)
    }

    /// Returns the one id for any spelling of it.
    func canonical(_ id: String, _ policy: DialPolicy) -> String {
        switch self {
        case .operator: policy.canonical(canonical(id))
        case .route: policy.pbxs.count == 1 ? policy.canonical(canonical(id)) : canonical(id)
        case .department, .source, .webhook, .subscription: id
        }
    }
}

/// The identity of a setting: its kind, and its id, extension or request code.
public struct SettingItem: Sendable, Hashable, Codable, CustomStringConvertible {
    public var kind: SettingKind
    public var id: String

    public init(kind: SettingKind, id: String) {
        self.kind = kind
        self.id = id
    }

    public var description: String { "\(kind.rawValue) \(id)" }
}
