import WebAPI
import Yams

extension JSONTree {
    /// Settings as they are exported: what is quoted is text, digits are a number, `true` and
    /// `false` are what they say, other words are text.
    init(_ node: Node) {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, let number = Int(scalar.string) {
                self = .integer(number)
            } else if scalar.style == .plain, ["true", "false"].contains(scalar.string) {
                self = .boolean(scalar.string == "true")
            } else {
                self = .text(scalar.string)
            }
        case .sequence(let items):
            self = .array(items.map(JSONTree.init))
        case .mapping(let mapping):
            self = .object(mapping.map { Member($0.key.string ?? "", JSONTree($0.value)) })
        case .alias:
            self = .null
        }
    }

    /// The same as a YAML document would give it.
    var node: Node {
        switch self {
        case .null: Node("null", .implicit, .plain)
        case .boolean(let value): Node(value ? "true" : "false", .implicit, .plain)
        case .integer(let value): Node(String(value), .implicit, .plain)
        case .number(let value): Node(String(value), .implicit, .plain)
        case .text(let text): Node(text, .implicit, .doubleQuoted)
        case .array(let items): Node(items.map(\.node))
        case .object(let members):
            Node(members.map { (Node($0.key, .implicit, .doubleQuoted), $0.value.node) })
        }
    }

    /// Where a text stands for a number or the other way round, which a file may do and JSON should not.
    ///
    /// - Parameters:
    ///   - canonical: the same setting as it is exported.
    ///   - field: where this stands in it; empty for the whole.
    func kindFaults(against canonical: JSONTree, field: String = "") -> [SettingFault] {
        switch (self, canonical) {
        case (.object(let members), .object):
            members.flatMap { member in
                canonical[member.key].map {
                    member.value.kindFaults(
                        against: $0, field: field.isEmpty ? member.key : "\(field).\(member.key)")
                } ?? []
            }
        case (.array(let items), .array(let others)):
            zip(items, others).enumerated().flatMap { $1.0.kindFaults(against: $1.1, field: "\(field)[\($0)]") }
        case (.integer, .text), (.number, .text), (.boolean, .text):
            [SettingFault(field: field, message: "must be a string: put it into quotes")]
        case (.text, .integer), (.text, .boolean):
            [SettingFault(field: field, message: "must not be in quotes")]
        default:
            []
        }
    }
}
