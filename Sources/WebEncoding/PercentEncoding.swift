/// The encoding of text in URLs (RFC 3986) and forms (`application/x-www-form-urlencoded`).
public enum PercentEncoding {
    /// Encodes everything but letters, digits and `-._~`, so that a value cannot affect the rest of the URL.
    public static func value(_ text: some StringProtocol) -> String {
        encode(text.utf8, keeping: isUnreserved)
    }

    /// Encodes characters not allowed in a path; `/`, `:`, `@`, sub-delimiters and `%` are kept.
    public static func path(_ text: some StringProtocol) -> String {
        encode(text.utf8) { isUnreserved($0) || isPathPunctuation($0) }
    }

    /// Returns a query without its question mark, or a form's body; items without a value are omitted.
    public static func query(_ items: [(name: String, value: String?)]) -> String {
        items.compactMap { item in item.value.map { "\(value(item.name))=\(value($0))" } }.joined(separator: "&")
    }

    /// Returns the bytes of a text with each `%XX` decoded.
    ///
    /// - Parameter plusIsSpace: whether `+` means a space, as in forms and in most queries.
    /// - Returns: `nil` if a `%` is not followed by two hexadecimal digits.
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

    /// Returns a text with each `%XX` decoded.
    ///
    /// - Parameter plusIsSpace: whether `+` means a space, as in forms and in most queries.
    /// - Returns: `nil` if a `%` is not followed by two hexadecimal digits, or the result is not UTF-8.
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
