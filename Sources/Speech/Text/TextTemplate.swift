/// The small texts with `{names}` in a voice file, other than the prompts.
///
/// They are processed by scalars: a Persian vowel sign after a brace would form a single character with it.
enum TextTemplate {
    static func fill(_ template: String, with values: [String: String]) -> String {
        var text = String.UnicodeScalarView()
        var rest = template.unicodeScalars[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            text += (values[String(rest[rest.index(after: open)..<close])] ?? "").unicodeScalars
            rest = rest[rest.index(after: close)...]
        }
        return String(text + rest)
    }

    /// Returns the names between braces; `nil` if a brace is unmatched.
    static func names(in template: String) -> Set<String>? {
        var names: Set<String> = []
        var rest = template.unicodeScalars[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{", let close = rest[brace...].firstIndex(of: "}") else { return nil }
            names.insert(String(rest[rest.index(after: brace)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }
}
