import HelpDesk

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
