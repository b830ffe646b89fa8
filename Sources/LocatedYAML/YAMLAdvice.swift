/// Advice on the mistakes of people who write YAML for the first time, since the messages of its parser (libyaml) are
/// about its own work.
enum YAMLAdvice {
    /// - Parameters:
    ///   - problem: the parser's message.
    ///   - line: the line at which the parser stopped.
    /// - Returns: `nil` if the parser's message is the best one.
    static func sentence(for problem: String, line: String) -> String? {
        let indent = line.prefix { $0 == " " || $0 == "\t" }
        switch problem {
        case "found a tab character that violates indentation",
            "found character that cannot start any token" where indent.contains("\t"):
            return "a tab begins the line; indent with spaces"
        case "found character that cannot start any token" where line.contains(/[:\-,\[]\s+[@`%]/):
            return "a text that begins with @, ` or % needs quotes; put the whole of it in single quotes, '…'"
        case "mapping values are not allowed in this context" where line.contains(/:\s.*:(?:\s|$)/):
            return "a text that holds \": \" needs quotes; put the whole of it in single quotes, '…'"
        case "mapping values are not allowed in this context", "did not find expected key":
            return indent.contains("\t")
                ? "a tab is in the indentation; indent with spaces"
                : "the line is not indented as those around it are, or a quote or bracket before it is not closed"
        case "found unknown escape character":
            return #"in double quotes YAML takes \ for itself; use single quotes, '…\(…)…'"#
        case "did not find expected comment or line break", "did not find expected ',' or '}'",
            "did not find expected ',' or ']'":
            return "\(problem); put the whole text in single quotes, '…', where it is one"
        default:
            return nil
        }
    }
}
