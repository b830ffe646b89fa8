/// A scanner that steps through a JSON text from value to value, by quotes and brackets.
struct JSONScanner {
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int

    init(_ bytes: [UInt8], _ place: Range<Int>) {
        self.bytes = bytes
        offset = place.lowerBound
        end = place.upperBound
    }

    /// Whether only white space follows.
    var isAtEnd: Bool {
        bytes[min(offset, end)..<end].allSatisfy(Self.isBlank)
    }

    /// Consumes white space, and then the byte if it comes next.
    mutating func consume(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// Consumes a string.
    ///
    /// - Returns: its range, including the quotes; `nil` if no string comes next, or it has no end.
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

    /// Consumes any value.
    ///
    /// - Returns: its range; `nil` if no value comes next, or it has no end.
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
