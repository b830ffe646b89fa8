extension PromptRenderer {
    /// Speaks a text as callers would hear it, without a cache. Placeholders are spoken as their names in the language.
    ///
    /// - Parameters:
    ///   - text: the text, at most 1,000 characters.
    ///   - voice: the voice that speaks it.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - synthesizer: the synthesizer to use.
    /// - Throws: `SpeechError`, or `CancellationError`.
    public static func preview(
        text: String, voice: Voice, sampleRate: Int = 8_000, synthesizer: SpeechSynthesizer = .shared
    ) async throws -> WAVFile {
        guard sampleRates.contains(sampleRate) else { throw SpeechError.unsupportedSampleRate(sampleRate) }
        let said = try PromptText(text).filled(withNamesOf: voice)
        let text = try SpeechText(said, preparation: voice.preparation)
        return try await synthesizer.perform(priority: .preview) { engine, stop in
            let speech = try engine.speak(text, settings: voice.settings, stop: stop)
            return try PromptMastering.master(
                speech, sampleRate: sampleRate, volume: voice.settings.volume, text: text.string)
        }
    }
}
