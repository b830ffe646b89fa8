public import LocatedYAML

/// A setting as shown: in the form of the call-centre file, literal secrets masked.
public struct Setting: Sendable, Equatable {
    public var id: String
    public var content: LocatedValue
    /// Changes with the content, including its secrets.
    public var tag: String

    public init(id: String, content: LocatedValue, tag: String) {
        self.id = id
        self.content = content
        self.tag = tag
    }
}

/// A client's condition on the state that it wants to change.
public enum SettingCondition: Sendable, Equatable {
    case none
    /// `If-Match` with tags.
    case matches([String])
    /// `If-Match: *`.
    case exists
    /// `If-None-Match: *`.
    case isNew

    /// - Parameters:
    ///   - setting: the stored setting.
    ///   - isChange: whether the setting would be replaced, which needs a condition.
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
