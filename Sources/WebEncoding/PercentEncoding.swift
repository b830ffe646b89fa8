/// How text is written in a URL (RFC 3986) and in a form (`application/x-www-form-urlencoded`).
public enum PercentEncoding {
    /// Encodes everything but letters, digits and `-._~`, so that a value never leaves its place.
    public static func value(_ text: some StringProtocol) -> String {
        encode(text.utf8, keeping: isUnreserved)
    }

    /// Encodes what may not stand in a path; `/`, `:`, `@`, sub-delimiters and `%` stay as they are.
    public static func path(_ text: some StringProtocol) -> String {
        encode(text.utf8) { isUnreserved($0) || isPathPunctuation($0) }
    }

    /// A query without its question mark, or a form's body; an item without a value is left out.
    public static func query(_ items: [(name: String, value: String?)]) -> String {
        items.compactMap { item in item.value.map { "\(value(item.name))=\(value($0))" } }.joined(separator: "&")
    }

    /// The bytes of a text with each `%XX` replaced.
    ///
    /// - Parameter plusIsSpace: whether `+` stands for a space, as in forms and in most queries.
    /// - Returns: `nil` where two hexadecimal digits do not follow a `%`.
    public static func bytes(of encoded: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(encoded.count)
        var rest = encoded[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
                    return nil
                }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                result.append(UInt8(ascii: " "))
            default:
                result.append(byte)
            }
        }
        return result
    }

    /// A text with each `%XX` replaced.
    ///
    /// - Parameter plusIsSpace: whether `+` stands for a space, as in forms and in most queries.
    /// - Returns: `nil` where two hexadecimal digits do not follow a `%`, or where the result is not UTF-8.
    public static func text(of encoded: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        bytes(of: encoded.utf8, plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func encode(_ bytes: some Collection<UInt8>, keeping keeps: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if keeps(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(upperCaseDigit(byte >> 4))
                result.append(upperCaseDigit(byte & 0xF))
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

    private static func isPathPunctuation(_ byte: UInt8) -> Bool {
        "/:@!$&'()*+,;=%".utf8.contains(byte)
    }

    private static func upperCaseDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
