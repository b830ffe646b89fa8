/// A tree of values with their locations, independent of the notation: it is filled from YAML, from JSON, or by a
/// program.
///
/// Two values are equal if they hold the same content, wherever they were written.
public struct LocatedValue: Sendable {
    /// The content of a value.
    public enum Content: Sendable, Hashable {
        case null
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        case text(String)
        case array([LocatedValue])
        /// The members, in the order they are written.
        case object([Member])
    }

    /// The YAML style of a scalar.
    public enum Style: Sendable, Hashable {
        /// Unquoted: a word, a number, or nothing.
        case plain
        case quoted
        /// After `|` or `>`, starting on the next line.
        case block
    }

    /// A member of an object.
    public struct Member: Sendable, Hashable {
        public var key: String
        public var value: LocatedValue

        public init(_ key: String, _ value: LocatedValue) {
            self.key = key
            self.value = value
        }
    }

    public var content: Content
    /// The line, counted from 1; `nil` if the value was not read from a file.
    public var line: Int?
    /// The line of the value's key; `nil` if it has none.
    public var keyLine: Int?
    /// The style of a scalar that was read from YAML.
    public var style = Style.quoted
    /// Whether YAML has the value on one line, and a text without quotes.
    public var isCompact: Bool
    /// Whether an object's keys are chosen freely, so that YAML quotes them.
    public var hasFreeKeys = false

    public init(_ content: Content, line: Int? = nil, keyLine: Int? = nil, isCompact: Bool = false) {
        self.content = content
        self.line = line
        self.keyLine = keyLine
        self.isCompact = isCompact
    }

    public static var null: LocatedValue { LocatedValue(.null) }
    public static func boolean(_ value: Bool) -> LocatedValue { LocatedValue(.boolean(value)) }
    public static func integer(_ value: Int) -> LocatedValue { LocatedValue(.integer(value)) }
    public static func number(_ value: Double) -> LocatedValue { LocatedValue(.number(value)) }
    public static func text(_ value: String) -> LocatedValue { LocatedValue(.text(value)) }
    /// Returns a text that needs no quotes in YAML, such as a word of a fixed list.
    public static func word(_ value: String) -> LocatedValue { LocatedValue(.text(value), isCompact: true) }
    public static func array(_ items: [LocatedValue]) -> LocatedValue { LocatedValue(.array(items)) }
    public static func object(_ members: [Member]) -> LocatedValue { LocatedValue(.object(members)) }

    /// Returns an object of the members that have a value.
    public static func object(of members: [(key: String, value: LocatedValue?)]) -> LocatedValue {
        .object(members.compactMap { member in member.value.map { Member(member.key, $0) } })
    }

    /// The value, on one line when it is written as YAML.
    public var compact: LocatedValue {
        var value = self
        value.isCompact = true
        return value
    }

    /// The value of a member; `nil` if this is not an object or has no such member.
    public subscript(_ key: String) -> LocatedValue? {
        members.first { $0.key == key }?.value
    }

    /// The members of an object; empty for any other value.
    public var members: [Member] {
        guard case .object(let members) = content else { return [] }
        return members
    }

    /// The items of an array; empty for any other value.
    public var items: [LocatedValue] {
        guard case .array(let items) = content else { return [] }
        return items
    }

    /// The content of a text; `nil` for any other value.
    public var text: String? {
        guard case .text(let text) = content else { return nil }
        return text
    }

    /// A scalar as people type it; `nil` for null, arrays and objects.
    public var typed: String? {
        switch content {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}

extension LocatedValue: Hashable {
    public static func == (one: LocatedValue, other: LocatedValue) -> Bool { one.content == other.content }

    public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}
