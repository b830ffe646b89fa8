/// Goes through a JSON text from value to value, by quotes and brackets.
struct JSONScanner {
    private let bytes: [UInt8]
    private let end: Int
    private var position: Int

    init(_ bytes: [UInt8], _ place: Range<Int>) {
        self.bytes = bytes
        position = place.lowerBound
        end = place.upperBound
    }

    /// Whether nothing but white space follows.
    var isAtEnd: Bool {
        bytes[min(position, end)..<end].allSatisfy(Self.isBlank)
    }

    /// Passes over this byte, and white space before it, if it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Passes over a string.
    ///
    /// - Returns: its place, with the quotes; `nil` when none comes next, or it has no end.
    mutating func string() -> Range<Int>? {
        skipBlanks()
        let start = position
        guard take(UInt8(ascii: "\"")) else { return nil }
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// Passes over any value.
    ///
    /// - Returns: its place; `nil` when none comes next, or it has no end.
    mutating func value() -> Range<Int>? {
        skipBlanks()
        guard position < end else { return nil }
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return container()
        default:
            while position < end, !Self.endsWord(bytes[position]) { position += 1 }
            return position > start ? start..<position : nil
        }
    }

    private mutating func container() -> Range<Int>? {
        let start = position
        var depth = 0
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return start..<position }
        }
        return nil
    }

    private mutating func skipBlanks() {
        while position < end, Self.isBlank(bytes[position]) { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): true
        default: isBlank(byte)
        }
    }
}
