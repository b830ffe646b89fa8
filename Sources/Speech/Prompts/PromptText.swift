public import HelpDesk

/// A prompt's text with placeholders: `"Your request was sent to {manager}."`
public struct PromptText: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case literal(String)
        case placeholder(PromptPlaceholder)
    }

    /// The text as it was written.
    public let source: String
    private let parts: [Part]

    /// Reads a text.
    ///
    /// - Throws: `SpeechError.invalidPromptText` for an unknown placeholder or a brace without its partner;
    ///   `.emptyText`, `.textTooLong` or `.textContainsNUL` for what could never be spoken.
    public init(_ source: String) throws {
        _ = try SpeechText(source)
        self.source = source
        self.parts = try Self.parse(source)
    }

    /// The placeholders used.
    public var placeholders: Set<PromptPlaceholder> {
        Set(
            parts.compactMap { part in
                if case .placeholder(let placeholder) = part { placeholder } else { nil }
            })
    }

    /// Puts values into the text's places.
    ///
    /// - Parameters:
    ///   - values: plain text; what is in them is never read as markup or as a placeholder.
    ///   - spelling: whose digits are read one by one.
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

    /// The text with each placeholder said by its name in the voice's language: for previews, where no value is known.
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
        // By scalars: a Persian vowel sign after a brace would make one character of both.
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
