public import LocatedYAML

/// One setting as it is shown: in the form of the call-centre file, literal secrets masked.
public struct Setting: Sendable, Equatable {
    public var id: String
    public var content: LocatedValue
    /// Changes with the content, the secrets included.
    public var tag: String

    public init(id: String, content: LocatedValue, tag: String) {
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

    /// - Parameters:
    ///   - setting: what is stored.
    ///   - isChange: whether something new may take its place, which must be meant.
    func check(_ setting: Setting?, _ item: SettingItem, isChange: Bool) throws(AdministrationError) {
        let subject = AdministrationError.Subject(item)
        switch (self, setting) {
        case (.none, nil), (.isNew, nil), (.exists, .some): return
        case (.none, .some): if isChange { throw .unconditional(subject) }
        case (.matches(let tags), let setting?): if !tags.contains(setting.tag) { throw .changed(subject) }
        case (.isNew, .some), (.matches, nil), (.exists, nil): throw .changed(subject)
        }
    }
}
