import WebAPI
import Yams

extension JSONTree {
    /// Settings as they are exported: what is quoted is text, digits are a number, other words are text.
    init(_ node: Node) {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, let number = Int(scalar.string) {
                self = .integer(number)
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
}
