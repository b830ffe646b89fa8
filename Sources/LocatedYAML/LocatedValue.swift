public import JSON

/// A value of a YAML document, or of JSON in the same shape, and where it begins.
public struct LocatedValue: Sendable {
    /// A place in a text, counted from 1.
    public struct Place: Sendable, Hashable {
        public var line: Int
        /// In Unicode scalars.
        public var column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    public struct Scalar: Sendable {
        /// As it is written, without quotes: `010` and `yes` stay what they are.
        public var text: String
        /// What YAML takes it for.
        public var meaning: JSONTree
        /// Whether it stands without quotes on the line of its key.
        public var isPlain: Bool
        /// Whether its text begins on the line after its place, as after `|`.
        public var isBlock: Bool

        public init(text: String, meaning: JSONTree, isPlain: Bool, isBlock: Bool = false) {
            self.text = text
            self.meaning = meaning
            self.isPlain = isPlain
            self.isBlock = isBlock
        }
    }

    public struct Member: Sendable {
        /// `nil` where something else than a scalar stands as a key.
        public var key: String?
        public var keyPlace: Place?
        public var value: LocatedValue

        public init(key: String?, keyPlace: Place? = nil, value: LocatedValue) {
            self.key = key
            self.keyPlace = keyPlace
            self.value = value
        }
    }

    public enum Content: Sendable {
        case scalar(Scalar)
        case list([LocatedValue])
        /// In the order of the document.
        case mapping([Member])
    }

    public var content: Content
    /// `nil` for what was not read from a text.
    public var place: Place?

    public init(_ content: Content, at place: Place? = nil) {
        self.content = content
        self.place = place
    }

    /// The same as a YAML document would give it, with its texts in quotes.
    public init(_ json: JSONTree) {
        let content: Content =
            switch json {
            case .null: .scalar(Scalar(text: "null", meaning: json, isPlain: true))
            case .boolean, .integer, .number:
                .scalar(Scalar(text: json.scalarText ?? "", meaning: json, isPlain: true))
            case .text(let text): .scalar(Scalar(text: text, meaning: json, isPlain: false))
            case .array(let items): .list(items.map { LocatedValue($0) })
            case .object(let members): .mapping(members.map { Member(key: $0.key, value: LocatedValue($0.value)) })
            }
        self.init(content)
    }

    public var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.meaning == .null
    }
}
