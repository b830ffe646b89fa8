public import HelpDesk
import LocatedYAML

/// What a change has changed in one field of a setting, or of a user.
public struct SettingDifference: Sendable, Equatable, Codable {
    /// Where it stands in the call-centre file, such as `ringing.timeoutSeconds`.
    public var field: String
    /// As it is typed, a list with commas, literal secrets masked; `nil` where there was nothing.
    public var before: String?
    public var after: String?

    public init(field: String, before: String?, after: String?) {
        self.field = field
        self.before = before
        self.after = after
    }

    /// That a user has another password than before.
    public static let newPassword = SettingDifference(field: "password", before: "***", after: "***")

    /// More of a text says nothing more to whoever reads it.
    private static let maximumTextLength = 500

    /// What differs between two states of a setting, in the order of its fields; nothing where either is missing.
    ///
    /// A secret that was replaced by another one is a difference, although both look the same.
    public static func all(_ item: SettingItem, from old: CallCenter, to new: CallCenter) -> [SettingDifference] {
        guard let before = CallCenterWriter.value(item, in: old), let after = CallCenterWriter.value(item, in: new)
        else { return [] }
        let (stored, changed) = (fields(before), fields(after))
        let shownBefore = fields(before.maskedInDifferences(item.kind))
        let shownAfter = fields(after.maskedInDifferences(item.kind))
        let names = changed.map(\.name) + stored.map(\.name).filter { name in !changed.contains { $0.name == name } }
        return names.compactMap { name in
            func text(_ fields: [(name: String, text: String)]) -> String? { fields.first { $0.name == name }?.text }
            guard text(stored) != text(changed) else { return nil }
            return SettingDifference(
                field: name, before: text(shownBefore).map { String($0.prefix(maximumTextLength)) },
                after: text(shownAfter).map { String($0.prefix(maximumTextLength)) })
        }
    }

    private static func fields(_ value: LocatedValue, under prefix: String = "") -> [(name: String, text: String)] {
        value.members.flatMap { member -> [(name: String, text: String)] in
            let name = prefix.isEmpty ? member.key : "\(prefix).\(member.key)"
            if case .object = member.value.content { return fields(member.value, under: name) }
            return text(member.value).map { [(name, $0)] } ?? []
        }
    }

    /// One text of a list: its items with commas, those that have members as `200 Sara`.
    private static func text(_ value: LocatedValue) -> String? {
        switch value.content {
        case .array(let items): items.compactMap(text).joined(separator: ", ")
        case .object(let members): members.compactMap { text($0.value) }.joined(separator: " ")
        case .null, .boolean, .integer, .number, .text: value.typed
        }
    }
}
