/// How text is written in a URL (RFC 3986).
enum PercentEncoding {
    /// Encodes everything but letters, digits and `-._~`: the text cannot be taken for anything but a value.
    static func value(_ text: some StringProtocol) -> String {
        encode(text.utf8, keeping: isUnreserved)
    }

    /// Encodes what may not stand in a path as it is; `/`, `:`, `@`, sub-delimiters and `%` stay.
    static func path(_ text: some StringProtocol) -> String {
        encode(text.utf8) { isUnreserved($0) || pathPunctuation.contains($0) }
    }

    /// The bytes of a text with its `%XX` replaced, or `nil` where a `%` has no two hexadecimal digits after it.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var result: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = bytes.popFirst().flatMap(digit), let low = bytes.popFirst().flatMap(digit) else {
                return nil
            }
            result.append(high << 4 | low)
        }
        return result
    }

    private static let pathPunctuation = Set("/:@!$&'()*+,;=%".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encode(_ bytes: some Sequence<UInt8>, keeping keeps: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            if keeps(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
