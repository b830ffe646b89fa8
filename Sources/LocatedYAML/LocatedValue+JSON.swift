public import JSON

extension LocatedValue {
    /// Creates a value from JSON, without locations.
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

    /// The value as JSON, without locations.
    ///
    /// Unlike ``LocatedField/json()``, it keeps an unquoted YAML text as text.
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

/// JSON is read and written as a ``JSON/JSONTree``; reading sorts an object's members by name.
extension LocatedValue: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(try JSONTree(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try tree.encode(to: encoder)
    }
}
