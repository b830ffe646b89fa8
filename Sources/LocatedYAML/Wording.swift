/// The wording of messages about settings.
public enum Wording {
    /// Returns a text that people have written in quotes, shortened and on one line.
    public static func quoted(_ text: String) -> String {
        let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return "\"\(shown.replacing("\n", with: "\\n"))\""
    }

    /// Returns `a, b or c`.
    public static func alternatives(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    static func unknownKey(among known: [String]) -> String {
        "unknown key; expected \(alternatives(known))"
    }
}
