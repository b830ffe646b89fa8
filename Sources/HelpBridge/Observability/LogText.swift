/// Escapes text from others, so that it cannot pass for more than a value in the log.
enum LogText {
    /// Returns the text with characters that end a line, or change how the rest is shown, escaped as code points.
    static func escaped(_ text: String) -> String {
        // Nearly all texts are printable ASCII, and checking that by bytes is several times as fast.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where isUnsafe(scalar): escaped += codePoint(scalar)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Returns a JSON string (RFC 8259, section 7) that escapes the same characters as ``escaped(_:)``.
    static func json(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case _ where isUnsafe(scalar): json += codePoint(scalar)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// Returns an escape with four digits; all unsafe characters are within the first 65,536 code points.
    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // C0, DELETE and C1.
        case 0...0x1F, 0x7F...0x9F: true
        // Line and paragraph separator.
        case 0x2028, 0x2029: true
        // Directional marks, embeddings, overrides and isolates (https://unicode.org/reports/tr9).
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
