/// The kinds of settings that the API knows.
public enum SettingKind: String, Sendable, CaseIterable {
    case department
    case `operator`
    case source
    case route
    case webhook
}

/// One setting as it is shown: in the form of the call-centre file, literal secrets masked.
public struct Setting: Sendable, Equatable {
    public var id: String
    public var content: JSONTree
    /// Changes with the content, the secrets included.
    public var tag: String

    public init(id: String, content: JSONTree, tag: String) {
        self.id = id
        self.content = content
        self.tag = tag
    }
}

/// What a client says of the state that it wants to change.
public enum SettingCondition: Sendable, Equatable {
    case none
    /// `If-Match` with tags.
    case matches([String])
    /// `If-Match: *`.
    case exists
    /// `If-None-Match: *`.
    case isNew
}

/// What is wrong with one field of a setting.
public struct SettingFault: Sendable, Equatable {
    /// Such as `helpers[0].extension`; empty for the whole.
    public var field: String
    public var message: String
    /// A stable word, for whoever has words of their own for it.
    public var code: String?

    public init(field: String, message: String, code: String? = nil) {
        self.field = field
        self.message = message
        self.code = code
    }
}

/// Why a setting was not changed.
public enum SettingRefusal: Error, Sendable, Equatable {
    case invalid([SettingFault])
    case unknown
    /// It was to be made, and is there already.
    case exists
    /// It is not as the client's condition says.
    case changed
    /// A change of something that exists must say which state it is meant for.
    case unconditional
    /// It cannot go: these use it.
    case inUse([String])
    /// The reason is for the log.
    case notStored(String)
}

/// Keeps the call centre's settings.
public protocol SettingsDesk: Sendable {
    /// By id.
    func settings(_ kind: SettingKind) -> [Setting]
    func setting(_ kind: SettingKind, _ id: String) -> Setting?
    /// Makes a setting.
    ///
    /// - Parameter author: whom the audit log names.
    func make(_ kind: SettingKind, _ content: JSONTree, by author: String) async throws(SettingRefusal) -> Setting
    /// Puts a setting in the place of another, or makes it.
    ///
    /// - Returns: the setting, and whether it is new.
    func put(
        _ kind: SettingKind, _ id: String, _ content: JSONTree, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) -> (setting: Setting, isNew: Bool)
    func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal)
    /// Tells what is wrong with several settings of a kind, storing none.
    ///
    /// - Returns: the fields begin with the place in `contents`, as in `[3].extension`.
    func faults(_ kind: SettingKind, _ contents: [JSONTree]) -> [SettingFault]
    /// Puts several settings of a kind in the place of those of the same id, or makes them: all of them, or none.
    func put(_ kind: SettingKind, all contents: [JSONTree], by author: String) async throws(SettingRefusal)
}
