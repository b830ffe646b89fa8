import JSON

/// Parses a JSON text (RFC 8259) in linear time.
struct JSONReader {
    /// Less than libjq's limit, since the value becomes part of a program's input.
    static let maximumDepth = 240

    private let bytes: [UInt8]
    private var offset = 0
    private let keepsDigits: Bool
    /// Whether jq would not read the text exactly: it has a whole number beyond jq's range or an unpaired surrogate.
    private var isForeign = false

    private init(_ bytes: [UInt8], keepsDigits: Bool) {
        self.bytes = bytes
        self.keepsDigits = keepsDigits
        // A byte order mark has no meaning; some programs write two.
        while bytes[offset...].starts(with: [0xEF, 0xBB, 0xBF]) { offset += 3 }
    }

    /// - Parameter bytes: UTF-8; empty text, as after a 204, is null.
    /// - Throws: ``ParseError`` if the text is not a single JSON value, not UTF-8, or nested deeper than 240 levels.
    ///   The error quotes nothing, since a CRM's text may be long or secret.
    static func value(of bytes: [UInt8]) throws(ParseError) -> JSONTree {
        try read(bytes, keepsDigits: false).value
    }

    /// Returns a value for use by jq: a whole number beyond 2^53, such as an id of 19 digits, becomes the text of its
    /// digits. jq represents numbers as doubles and would change the id.
    ///
    /// - Returns: the value, and whether it must be encoded again for jq, because of such a number or an unpaired
    ///   surrogate.
    /// - Throws: like ``value(of:)``.
    static func exactValue(of bytes: [UInt8]) throws(ParseError) -> (value: JSONTree, isForeign: Bool) {
        try read(bytes, keepsDigits: true)
    }

    private static func read(
        _ bytes: [UInt8], keepsDigits: Bool
    ) throws(ParseError) -> (value: JSONTree, isForeign: Bool) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw ParseError(problem: "not UTF-8") }
        var reader = JSONReader(bytes, keepsDigits: keepsDigits)
        reader.skipSpace()
        if reader.offset == bytes.count { return (.null, false) }
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.count else { throw reader.failure("something follows the value") }
        return (value, reader.isForeign)
    }

    private mutating func value(depth: Int) throws(ParseError) -> JSONTree {
        guard depth <= Self.maximumDepth else {
            throw ParseError(problem: "not JSON: nested deeper than \(Self.maximumDepth) levels")
        }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw failure("it ends in the middle of a value")
        default: return try number()
        }
    }

    private mutating func object(_ depth: Int) throws(ParseError) -> JSONTree {
        var members: [JSONTree.Member] = []
        var indices: [String: Int] = [:]
        offset += 1
        skipSpace()
        if consume(UInt8(ascii: "}")) { return .object([]) }
        while true {
            guard byte == UInt8(ascii: "\"") else { throw failure("the name of a member is expected") }
            let name = try string()
            skipSpace()
            guard consume(UInt8(ascii: ":")) else { throw failure("a colon is expected") }
            skipSpace()
            let value = try value(depth: depth + 1)
            // The last value of a repeated name counts.
            if let index = indices.updateValue(members.count, forKey: name) {
                members[index].value = value
                indices[name] = index
            } else {
                members.append(JSONTree.Member(name, value))
            }
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(JSONTree.Members(members)) }
            guard consume(UInt8(ascii: ",")) else { throw failure("a comma or the end of an object is expected") }
            skipSpace()
        }
    }

    private mutating func array(_ depth: Int) throws(ParseError) -> JSONTree {
        var elements: [JSONTree] = []
        offset += 1
        skipSpace()
        if consume(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(elements) }
            guard consume(UInt8(ascii: ",")) else { throw failure("a comma or the end of an array is expected") }
            skipSpace()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONTree) throws(ParseError) -> JSONTree {
        let end = offset + text.utf8CodeUnitCount
        guard end <= bytes.count, bytes[offset..<end].elementsEqual(text.description.utf8) else {
            throw failure("a value is expected")
        }
        offset = end
        return value
    }

    private mutating func number() throws(ParseError) -> JSONTree {
        let start = offset
        _ = consume(UInt8(ascii: "-"))
        // 007 is not valid JSON, but some programs write it.
        guard skipDigits() else { throw failure("a value is expected") }
        let digits = offset
        if consume(UInt8(ascii: ".")), !skipDigits() { throw failure("a number is cut short") }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            offset += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
            guard skipDigits() else { throw failure("a number is cut short") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Double(text) else { throw failure("a number cannot be read") }
        if keepsDigits, digits == offset, Int(text).map({ $0.magnitude > JSONTree.largestExactInteger }) ?? true {
            isForeign = true
            return .text(text)
        }
        // Like in jq, a number that is too large becomes the largest number.
        return .number(number.isInfinite ? (number < 0 ? -1 : 1) * .greatestFiniteMagnitude : number)
    }

    private mutating func skipDigits() -> Bool {
        let start = offset
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return offset > start
    }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func consume(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        offset += 1
        return true
    }

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func failure(_ problem: String) -> ParseError {
        ParseError(problem: "not JSON: \(problem) at byte \(offset + 1)")
    }
}

extension JSONReader {
    /// Reads a string to after its closing quote.
    private mutating func string() throws(ParseError) -> String {
        offset += 1
        var start = offset
        var text = ""
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                text += String(decoding: bytes[start..<offset], as: UTF8.self)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                text += String(decoding: bytes[start..<offset], as: UTF8.self)
                offset += 1
                text.unicodeScalars.append(try escaped())
                start = offset
            case 0..<0x20:
                throw failure("a text holds a control character")
            default:
                offset += 1
            }
        }
        throw failure("a text is never closed")
    }

    /// Reads an escape sequence after its backslash.
    private mutating func escaped() throws(ParseError) -> Unicode.Scalar {
        guard let letter = byte else { throw failure("a text is never closed") }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try fourDigits()
            if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
            let pair = offset
            if UTF16.isLeadSurrogate(unit), consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) {
                let second = try fourDigits()
                if UTF16.isTrailSurrogate(second) {
                    let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                    return Unicode.Scalar(value) ?? "\u{FFFD}"
                }
            }
            // Unpaired, as newer versions of jq accept it; jq 1.6 rejects the whole text.
            isForeign = true
            offset = pair
            return "\u{FFFD}"
        default: throw failure("invalid escape sequence")
        }
    }

    private mutating func fourDigits() throws(ParseError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("\\u needs four digits")
            }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}
