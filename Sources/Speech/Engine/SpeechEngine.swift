/// A speech engine: libespeak-ng in this process, or in a separate process.
///
/// Used on the `SynthesisThread` only, which is why it need not be `Sendable`.
protocol SpeechEngine: AnyObject {
    /// Checks that a voice and its variant exist.
    ///
    /// - Throws: `SpeechError.unknownEspeakVoice`.
    func check(voice: String) throws

    /// Speaks a text.
    ///
    /// - Parameters:
    ///   - text: the plain text; neither SSML nor `[[phonemes]]` are interpreted.
    ///   - stop: called about every 60 ms of speech; a returned error ends the synthesis, and is thrown.
    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples

    /// Returns a text's pronunciation in a voice, in espeak-ng's phoneme letters, one line per clause. A word of
    /// another language is enclosed in language names: `(en)sis(fa)`.
    func phonemes(of text: SpeechText, voice: String) throws -> [String]
}

/// A placeholder for an engine that could not be started.
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
