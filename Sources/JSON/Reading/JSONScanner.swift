/// Goes through a JSON text from value to value, by quotes and brackets.
struct JSONScanner {
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int

    init(_ bytes: [UInt8], _ place: Range<Int>) {
        self.bytes = bytes
        offset = place.lowerBound
        end = place.upperBound
    }

    /// Whether nothing but white space follows.
    var isAtEnd: Bool {
        bytes[min(offset, end)..<end].allSatisfy(Self.isBlank)
    }

    /// Passes over this byte, and white space before it, if it comes next.
    mutating func consume(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// Passes over a string.
    ///
    /// - Returns: its place, with the quotes; `nil` when none comes next, or it has no end.
    mutating func string() -> Range<Int>? {
        skipBlanks()
        let start = offset
        guard consume(UInt8(ascii: "\"")) else { return nil }
        while offset < end {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return start..<offset
            case UInt8(ascii: "\\"): offset += 2
            default: offset += 1
            }
        }
        return nil
    }

    /// Passes over any value.
    ///
    /// - Returns: its place; `nil` when none comes next, or it has no end.
    mutating func value() -> Range<Int>? {
        skipBlanks()
        guard offset < end else { return nil }
        let start = offset
        switch bytes[offset] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return container()
        default:
            while offset < end, !Self.endsWord(bytes[offset]) { offset += 1 }
            return offset > start ? start..<offset : nil
        }
    }

    private mutating func container() -> Range<Int>? {
        let start = offset
        var depth = 0
        while offset < end {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            offset += 1
            if depth == 0 { return start..<offset }
        }
        return nil
    }

    private mutating func skipBlanks() {
        while offset < end, Self.isBlank(bytes[offset]) { offset += 1 }
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
