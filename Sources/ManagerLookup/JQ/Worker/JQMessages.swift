import CJQ

/// Collects what libjq says while it compiles.
final class JQMessages {
    struct Message: Error, Equatable {
        let problem: String
        /// The line within the program, counted from 1.
        let line: Int?
    }

    private(set) var first: Message?

    /// For `jq_set_error_cb`, with an unretained instance as its data.
    static let callback: jq_msg_cb = { data, message in
        guard let text = JVText.string(consuming: jq_format_error(message)), let data else { return }
        let messages = Unmanaged<JQMessages>.fromOpaque(data).takeUnretainedValue()
        if messages.first == nil { messages.first = parsed(text) }
    }

    /// Takes `jq: error: <problem> (Unix shell quoting issues?) at <top-level>, line <n>:` and the quoted program
    /// after it apart.
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

    /// A run-time message without the values that jq quotes: `object ({"operator"...) and number (1) cannot be added`
    /// becomes `object and number cannot be added`. They may be anything, a password too, and the message is logged.
    static func withoutValues(_ message: String) -> String {
        var text = message[...]
        if let quoted = text.firstRange(of: " (while parsing") { text = text[..<quoted.lowerBound] }
        var result = ""
        while let opening = text.firstRange(of: " (") {
            result += text[..<opening.lowerBound]
            text = text[opening.upperBound...]
            // jq cuts what it quotes to 11 bytes (ERRORMAX_LEN in its jv_dump_string_trunc calls), brackets in it
            // included: the value ends at the last bracket that can still belong to it.
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
