/// A tree of values with the places where they were written, whatever notation they were written in: it is filled from
/// YAML, from JSON, or by a program.
///
/// Two values are equal when they hold the same, wherever they stand.
public struct LocatedValue: Sendable {
    /// What a value holds.
    public enum Content: Sendable, Hashable {
        case null
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        case text(String)
        case array([LocatedValue])
        /// In the order in which they are written.
        case object([Member])
    }

    /// How YAML has a scalar.
    public enum Style: Sendable, Hashable {
        /// Without quotes: a word, a number, nothing.
        case plain
        case quoted
        /// After `|` or `>`, from the next line on.
        case block
    }

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        public var key: String
        public var value: LocatedValue

        public init(_ key: String, _ value: LocatedValue) {
            self.key = key
            self.value = value
        }
    }

    public var content: Content
    /// Counted from 1; `nil` for what was not read from a file.
    public var line: Int?
    /// The line of the key that leads here; `nil` where there is none.
    public var keyLine: Int?
    /// Of a scalar that was read from YAML.
    public var style = Style.quoted
    /// Whether YAML has it on one line, and a text without quotes.
    public var isCompact: Bool
    /// Whether an object's keys are chosen freely, so that YAML has them in quotes.
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
    /// A text that needs no quotes in YAML, such as a word of a fixed list.
    public static func word(_ value: String) -> LocatedValue { LocatedValue(.text(value), isCompact: true) }
    public static func array(_ items: [LocatedValue]) -> LocatedValue { LocatedValue(.array(items)) }
    public static func object(_ members: [Member]) -> LocatedValue { LocatedValue(.object(members)) }

    /// An object of those members that have a value.
    public static func object(of members: [(key: String, value: LocatedValue?)]) -> LocatedValue {
        .object(members.compactMap { member in member.value.map { Member(member.key, $0) } })
    }

    /// The same, on one line where YAML is written.
    public var compact: LocatedValue {
        var value = self
        value.isCompact = true
        return value
    }

    /// The value of a member; `nil` when this is no object or has none of that name.
    public subscript(_ key: String) -> LocatedValue? {
        members.first { $0.key == key }?.value
    }

    /// The members of an object; none of anything else.
    public var members: [Member] {
        guard case .object(let members) = content else { return [] }
        return members
    }

    /// The items of an array; none of anything else.
    public var items: [LocatedValue] {
        guard case .array(let items) = content else { return [] }
        return items
    }

    /// `nil` for anything but a text.
    public var text: String? {
        guard case .text(let text) = content else { return nil }
        return text
    }

    /// A scalar as it is typed; `nil` for null, arrays and objects.
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
