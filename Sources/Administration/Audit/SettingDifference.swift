public import HelpDesk
import LocatedYAML

/// The change of one field of a setting, or of a user.
public struct SettingDifference: Sendable, Equatable, Codable {
    /// The field's place in the call-centre file, such as `ringing.timeoutSeconds`.
    public var field: String
    /// The value as people type it, a list with commas, literal secrets masked; `nil` if there was none.
    public var before: String?
    public var after: String?

    public init(field: String, before: String?, after: String?) {
        self.field = field
        self.before = before
        self.after = after
    }

    /// The difference of a user whose password was replaced.
    public static let newPassword = SettingDifference(field: "password", before: "***", after: "***")

    /// Readers gain nothing from longer texts.
    private static let maximumTextLength = 500

    /// Returns what differs between two states of a setting, in the order of its fields; empty if either is missing.
    ///
    /// A secret that was replaced by another is a difference, although both look the same.
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

    /// Returns a value as one text: a list's items with commas, those that have members as `200 Sara`.
    private static func text(_ value: LocatedValue) -> String? {
        switch value.content {
        case .array(let items): items.compactMap(text).joined(separator: ", ")
        case .object(let members): members.compactMap { text($0.value) }.joined(separator: " ")
        case .null, .boolean, .integer, .number, .text: value.typed
        }
    }
}
