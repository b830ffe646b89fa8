import HelpDesk

/// A text that is safe to hand to libespeak-ng: no NUL, no control characters, something to say, not too long.
///
/// Control characters are more than untidy: a `0x01` starts one of espeak's embedded commands, by which a customer's
/// name could change the voice of the rest of the prompt.
public struct SpeechText: Sendable, Hashable {
    /// The most Unicode scalars that one text may have.
    public static let maximumLength = PromptSource.maximumTextLength

    /// The text as the engine gets it.
    public let string: String

    /// - Parameters:
    ///   - raw: the text to be spoken.
    ///   - preparation: the voice's rules, applied before anything else is checked.
    /// - Throws: `SpeechError.textContainsNUL`, `.textTooLong` or `.emptyText`.
    public init(_ raw: String, preparation: TextPreparation = TextPreparation()) throws {
        try Self.checkLength(raw)
        try self.init(prepared: preparation.apply(to: raw))
    }

    /// - Parameter prepared: what a voice's rules have been applied to.
    /// - Throws: the same.
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
