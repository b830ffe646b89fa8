import HelpDesk

/// A text that is safe to pass to libespeak-ng: no NUL, no control characters, not empty, not too long.
///
/// Control characters are not merely untidy: `0x01` starts an embedded espeak command, by which a customer's name could
/// change the voice for the rest of the prompt.
public struct SpeechText: Sendable, Hashable {
    /// The maximum number of Unicode scalars of a text.
    public static let maximumLength = PromptSource.maximumTextLength

    /// The text as passed to the engine.
    public let string: String

    /// - Parameters:
    ///   - raw: the text to speak.
    ///   - preparation: the voice's rules, applied to the text after the check of its length and before the other
    ///     checks.
    /// - Throws: `SpeechError.textContainsNUL`, `.textTooLong` or `.emptyText`.
    public init(_ raw: String, preparation: TextPreparation = TextPreparation()) throws {
        try Self.checkLength(raw)
        try self.init(prepared: preparation.apply(to: raw))
    }

    /// - Parameter prepared: a text to which a voice's rules were applied.
    /// - Throws: `SpeechError.textContainsNUL`, `.textTooLong` or `.emptyText`.
    init(prepared: String) throws {
        var scalars = String.UnicodeScalarView()
        for scalar in prepared.unicodeScalars {
            guard scalar != "\0" else { throw SpeechError.textContainsNUL }
            scalars.append(scalar == "\n" || !scalar.isControl ? scalar : " ")
        }
        let text = String(scalars)
        try Self.checkLength(text)
        guard !text.allSatisfy(\.isWhitespace) else { throw SpeechError.emptyText }
        self.string = text
    }

    private static func checkLength(_ text: String) throws {
        let count = text.unicodeScalars.count
        guard count <= maximumLength else { throw SpeechError.textTooLong(count: count, maximum: maximumLength) }
    }
}

extension Unicode.Scalar {
    /// Control characters of C0 and C1 (general category Cc).
    var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value)
    }
}
