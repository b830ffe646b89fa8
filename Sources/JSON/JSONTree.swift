/// Any JSON value.
///
/// Whole numbers and others are distinguished by how they are written; `1` and `1.0` are equal nevertheless.
public enum JSONTree: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case array([JSONTree])
    case object(Members)

    /// The value of a member; `nil` if this is not an object or has no such member.
    public subscript(_ key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The value of a number of either kind; `nil` for everything else.
    public var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .null, .boolean, .text, .array, .object: nil
        }
    }

    /// The kind of value in words, for messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .text: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The text of a scalar in a URL or a header; `nil` for null, arrays and objects.
    public var scalarText: String? {
        switch self {
        case .text(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): Self.text(of: number)
        case .null, .array, .object: nil
        }
    }

    /// 2^53: up to this, a double holds every integer exactly.
    public static let largestExactInteger = 1 << 53

    /// Returns a number as JSON writes it, without a fraction if it has none.
    public static func text(of number: Double) -> String {
        if number.rounded() == number, number.magnitude <= Double(largestExactInteger) { return String(Int64(number)) }
        return String(number)
    }
}

extension JSONTree: Hashable {
    public static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.text(let left), .text(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
            Int(exactly: number) == whole
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let flag): hasher.combine(flag)
        case .integer(let number): hasher.combine(number)
        case .number(let number):
            if let whole = Int(exactly: number) { hasher.combine(whole) } else { hasher.combine(number) }
        case .text(let text): hasher.combine(text)
        case .array(let items): hasher.combine(items)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONTree: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        self = .text(text)
    }
}
