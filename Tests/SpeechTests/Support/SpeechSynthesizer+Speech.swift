@testable import Speech

extension SpeechSynthesizer {
    /// Speaks a text. Cancelling the task stops it in mid-text.
    ///
    /// - Parameters:
    ///   - text: plain text of at most 1,000 characters; SSML and `[[phonemes]]` are spoken, not interpreted.
    ///   - settings: voice and parameters.
    ///   - priority: who waits for it.
    /// - Returns: the engine's own samples, 22,050 a second.
    /// - Throws: `SpeechError`, or `CancellationError`.
    func synthesize(
        _ text: String, settings: SpeechSettings, priority: SynthesisPriority = .preview
    ) async throws -> AudioSamples {
        let text = try SpeechText(text)
        return try await perform(priority: priority) { engine, stop in
            try engine.speak(text, settings: settings, stop: stop)
        }
    }
}
