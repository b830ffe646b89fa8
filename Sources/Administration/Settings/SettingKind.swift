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

    /// Where settings of the kind stand in a call-centre file.
    public var section: String { rawValue + "s" }

    /// The field that names a setting.
    public var idField: String {
        switch self {
        case .department, .source, .webhook, .subscription: "id"
        case .operator: "extension"
        case .route: "code"
        }
    }

    /// An id as it is kept: extensions and request codes are numbers, however they are written.
    func canonical(_ id: String) -> String {
        switch self {
        case .operator, .route: id.plainNumber
        case .department, .source, .webhook, .subscription: id
        }
    }
}

extension SettingKind {
    /// The id of a setting by its content: an extension, or a request code, and the PBX that stands beside it.
    ///
    /// - Parameter policy: knows the PBX that need not be named.
    /// - Returns: `nil` where no text names it.
    func id(of content: LocatedValue, _ policy: DialPolicy) -> String? {
        guard let named = content[idField]?.text.map(canonical) else { return nil }
        let isAddress = self == .operator || self == .route
        guard isAddress, let pbx = content["pbx"]?.text, ExtensionAddress(named).pbx == nil else {
            return isAddress ? canonical(named, policy) : named
        }
        return canonical(ExtensionAddress(named, pbx: pbx).text, policy)
    }

    /// The one id of what somebody has named.
    func canonical(_ id: String, _ policy: DialPolicy) -> String {
        switch self {
        case .operator: policy.canonical(canonical(id))
        case .route: policy.pbxs.count == 1 ? policy.canonical(canonical(id)) : canonical(id)
        case .department, .source, .webhook, .subscription: id
        }
    }
}

/// One setting: its kind, and its id, extension or request code.
public struct SettingItem: Sendable, Hashable, Codable, CustomStringConvertible {
    public var kind: SettingKind
    public var id: String

    public init(kind: SettingKind, id: String) {
        self.kind = kind
        self.id = id
    }

    public var description: String { "\(kind.rawValue) \(id)" }
}
