public import HelpDesk

/// A prompt's text with placeholders: `"Your request was sent to {manager}."`
public struct PromptText: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case literal(String)
        case placeholder(PromptPlaceholder)
    }

    /// The original text.
    public let source: String
    private let parts: [Part]

    /// Parses a text.
    ///
    /// - Throws: `SpeechError.invalidPromptText` for an unknown placeholder or an unmatched brace; `.emptyText`,
    ///   `.textTooLong` or `.textContainsNUL` for a text that could never be spoken.
    public init(_ source: String) throws {
        _ = try SpeechText(source)
        self.source = source
        self.parts = try Self.parse(source)
    }

    /// The placeholders in the text.
    public var placeholders: Set<PromptPlaceholder> {
        Set(
            parts.compactMap { part in
                if case .placeholder(let placeholder) = part { placeholder } else { nil }
            })
    }

    /// Replaces the placeholders by values.
    ///
    /// - Parameters:
    ///   - values: the values, as plain text; markup and placeholders in them are not interpreted.
    ///   - spelling: the placeholders whose digits are read one by one.
    /// - Returns: `nil` if a value is missing.
    public func filled(with values: PromptValues, spelling: DigitSpelling = DigitSpelling()) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal):
                text += literal
            case .placeholder(let placeholder):
                guard let value = values.spoken(placeholder) else { return nil }
                text += spelling.apply(to: value, of: placeholder)
            }
        }
        return text
    }

    /// Returns the text with each placeholder's name in the voice's language, for previews, which have no values.
    public func filled(withNamesOf voice: Voice) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .placeholder(let placeholder): text += voice.placeholderNames[placeholder] ?? placeholder.rawValue
            }
        }
    }

    private static func parse(_ source: String) throws -> [Part] {
        var parts: [Part] = []
        // By scalars: a Persian vowel sign after a brace would form a single character with it.
        var rest = source.unicodeScalars[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{" else { throw SpeechError.invalidPromptText(problem: "a '}' without its '{'") }
            if brace > rest.startIndex { parts.append(.literal(String(rest[..<brace]))) }
            let nameStart = rest.index(after: brace)
            guard let end = rest[nameStart...].firstIndex(of: "}") else {
                throw SpeechError.invalidPromptText(problem: "a '{' without its '}'")
            }
            let name = String(rest[nameStart..<end])
            guard let placeholder = PromptPlaceholder(rawValue: name) else {
                let known = PromptPlaceholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw SpeechError.invalidPromptText(problem: "unknown placeholder {\(name)}; known are \(known)")
            }
            parts.append(.placeholder(placeholder))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }
}
