import WebEncoding

extension SecretForm {
    typealias Escape = (says: [UInt8], count: Int)

    /// Decodes `\"`, `\n`, `\u00e9`; an unpaired surrogate is not decoded.
    static func jsonEscape(_ bytes: ArraySlice<UInt8>) -> Escape? {
        guard let letter = bytes.dropFirst().first else { return nil }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return ([letter], 2)
        case UInt8(ascii: "b"): return ([0x08], 2)
        case UInt8(ascii: "f"): return ([0x0C], 2)
        case UInt8(ascii: "n"): return ([0x0A], 2)
        case UInt8(ascii: "r"): return ([0x0D], 2)
        case UInt8(ascii: "t"): return ([0x09], 2)
        case UInt8(ascii: "u"):
            guard let unit = number(bytes.dropFirst(2).prefix(4), digits: 4) else { return nil }
            if let scalar = Unicode.Scalar(unit) { return (utf8(scalar), 6) }
            let rest = bytes.dropFirst(6)
            guard rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
                let second = number(rest.dropFirst(2).prefix(4), digits: 4),
                (0xD800...0xDBFF).contains(unit), (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
            else { return nil }
            return (utf8(scalar), 12)
        default: return nil
        }
    }

    /// Decodes `%C3`, in upper or lower case.
    static func percentEscape(_ bytes: ArraySlice<UInt8>) -> Escape? {
        number(bytes.dropFirst().prefix(2), digits: 2).map { ([UInt8(truncatingIfNeeded: $0)], 3) }
    }

    /// Decodes `&amp;`, `&#39;`, `&#x27;`.
    static func htmlEscape(_ bytes: ArraySlice<UInt8>) -> Escape? {
        guard let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[bytes.startIndex + 1..<end], as: UTF8.self).lowercased()
        let count = end - bytes.startIndex + 1
        switch name {
        case "amp": return (Array("&".utf8), count)
        case "lt": return (Array("<".utf8), count)
        case "gt": return (Array(">".utf8), count)
        case "quot": return (Array("\"".utf8), count)
        case "apos": return (Array("'".utf8), count)
        default:
            guard name.hasPrefix("#") else { return nil }
            let isHexadecimal = name.hasPrefix("#x")
            let code = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
            return code.flatMap(Unicode.Scalar.init).map { (utf8($0), count) }
        }
    }

    /// The value of each byte, or -1.
    ///
    /// Covers both alphabets, since no other encoding uses their four special characters.
    static let base64Digits = digits(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", also: [("-", 62), ("_", 63)])
    static let hexadecimalDigits = (UInt8.min...UInt8.max).map { $0.hexadecimalValue.map(Int8.init) ?? -1 }

    private static func digits(_ alphabet: String, also: [(Unicode.Scalar, Int8)]) -> [Int8] {
        var table = [Int8](repeating: -1, count: 256)
        for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = Int8(value) }
        for (scalar, value) in also { table[Int(scalar.value)] = value }
        return table
    }

    private static func number(_ bytes: ArraySlice<UInt8>, digits: Int) -> UInt32? {
        guard bytes.count == digits else { return nil }
        var number: UInt32 = 0
        for byte in bytes {
            let digit = hexadecimalDigits[Int(byte)]
            guard digit >= 0 else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }

    private static func utf8(_ scalar: Unicode.Scalar) -> [UInt8] {
        Array(String(Character(scalar)).utf8)
    }
}
