import CJQ

/// Collects libjq's messages during compilation.
final class JQMessages {
    struct Message: Error, Equatable {
        let problem: String
        /// The line within the program, counted from 1.
        let line: Int?
    }

    private(set) var first: Message?

    /// The callback for `jq_set_error_cb`, whose data is an unretained instance.
    static let callback: jq_msg_cb = { data, message in
        guard let text = JVText.string(consuming: jq_format_error(message)), let data else { return }
        let messages = Unmanaged<JQMessages>.fromOpaque(data).takeUnretainedValue()
        if messages.first == nil { messages.first = parsed(text) }
    }

    /// Parses `jq: error: <problem> (Unix shell quoting issues?) at <top-level>, line <n>:`, followed by the quoted
    /// program.
    static func parsed(_ text: String) -> Message {
        var line = text.prefix { $0 != "\n" }
        for prefix in ["jq: error: ", "error: "] where line.hasPrefix(prefix) {
            line = line.dropFirst(prefix.count)
        }
        var number: Int?
        if let place = line.firstRange(of: " at <top-level>, line ") {
            number = Int(line[place.upperBound...].prefix { $0.isNumber })
            line = line[..<place.lowerBound]
        }
        let problem = String(line).replacing(" (Unix shell quoting issues?)", with: "")
        return Message(problem: problem.replacing("$end", with: "end of program"), line: number)
    }

    /// Removes the values that jq quotes in a run-time message: `object ({"operator"...) and number (1) cannot be
    /// added` becomes `object and number cannot be added`.
    ///
    /// A value may be a password, and the message is logged.
    static func withoutValues(_ message: String) -> String {
        var text = message[...]
        if let quoted = text.firstRange(of: " (while parsing") { text = text[..<quoted.lowerBound] }
        var result = ""
        while let opening = text.firstRange(of: " (") {
            result += text[..<opening.lowerBound]
            text = text[opening.upperBound...]
            // jq truncates a quoted value to 11 bytes (ERRORMAX_LEN in its jv_dump_string_trunc calls), which may
            // contain brackets: the value ends at the last bracket that can still belong to it.
            let window = text.prefix(16)
            if let closing = window.lastIndex(of: ")") ?? text.firstIndex(of: ")") {
                text = text[text.index(after: closing)...]
            } else {
                text = ""
            }
        }
        return result + text
    }
}
