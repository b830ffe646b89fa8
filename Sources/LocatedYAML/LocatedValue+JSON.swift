public import JSON

extension LocatedValue {
    /// A JSON value, which stands nowhere.
    public init(_ tree: JSONTree) {
        self =
            switch tree {
            case .null: .null
            case .boolean(let flag): .boolean(flag)
            case .integer(let number): .integer(number)
            case .number(let number): .number(number)
            case .text(let text): .text(text)
            case .array(let items): .array(items.map(LocatedValue.init))
            case .object(let members): .object(members.map { Member($0.key, LocatedValue($0.value)) })
            }
    }

    /// The same without places. Other than ``LocatedField/json()``, it takes a text that YAML has without quotes for a text.
    public var tree: JSONTree {
        switch content {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        case .array(let items): .array(items.map(\.tree))
        case .object(let members): .object(JSONTree.Members(members.map { JSONTree.Member($0.key, $0.value.tree) }))
        }
    }
}

/// JSON is read and written as a ``JSON/JSONTree``; an object's members are then in the order of their names.
extension LocatedValue: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(try JSONTree(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try tree.encode(to: encoder)
    }
}
