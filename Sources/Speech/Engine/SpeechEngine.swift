/// What speaks: libespeak-ng in this process, or in a process of its own.
///
/// Used on the `SynthesisThread` only, which is why it need not be `Sendable`.
protocol SpeechEngine: AnyObject {
    /// Makes sure that there is such a voice, with its variant.
    ///
    /// - Throws: `SpeechError.unknownEspeakVoice`.
    func check(voice: String) throws

    /// Speaks a text.
    ///
    /// - Parameters:
    ///   - text: plain text; neither SSML nor `[[phonemes]]` are interpreted.
    ///   - stop: asked after each 60 ms or so of speech; an error ends the synthesis, and is thrown.
    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples

    /// How a text is pronounced in a voice, in espeak-ng's phoneme letters; a clause a line. A word of another language
    /// stands between the languages' names: `(en)sis(fa)`.
    func phonemes(of text: SpeechText, voice: String) throws -> [String]
}

/// Stands for an engine that could not be started.
final class UnavailableEngine: SpeechEngine {
    private let reason: any Error

    init(_ reason: any Error) {
        self.reason = reason
    }

    func check(voice: String) throws {
        throw reason
    }

    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples {
        throw reason
    }

    func phonemes(of text: SpeechText, voice: String) throws -> [String] {
        throw reason
    }
}
