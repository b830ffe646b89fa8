import WebEncoding

/// The rules for a path that is appended to a base URL, so that it stays below it.
enum PathRules {
    /// Checks a whole path, with all values filled in.
    ///
    /// Segments are checked as a server sees them, after decoding `%XX`: `%2e%2e` is `..`, and so is `..%2Fx`.
    ///
    /// - Returns: the problem with the path, or `nil`.
    static func problem(in path: String) -> String? {
        if path.hasPrefix("/") { return "it must not begin with a slash: it is put behind the base URL" }
        if path.contains("//") { return "it holds an empty segment (//)" }
        for segment in path.split(separator: "/") {
            guard let decoded = PercentEncoding.bytes(of: segment.utf8) else {
                return "% stands without two hexadecimal digits after it"
            }
            if decoded.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "it holds a control character" }
            let parts = decoded.split(omittingEmptySubsequences: false) {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
            }
            if parts.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) {
                return "it holds the segment . or .."
            }
        }
        return nil
    }

    /// Checks the literal text of a path when a mapping is loaded.
    static func problem(inLiteral text: String) -> String? {
        if let character = text.first(where: { "?#\\".contains($0) || $0.isNewline }) {
            let shown = character.isNewline ? "a line break" : "\(character)"
            return "\(shown) may not stand in a path; query parameters go under query"
        }
        if text.contains("//") { return "// may not stand in a path: the host is always the source's base URL" }
        return nil
    }
}
