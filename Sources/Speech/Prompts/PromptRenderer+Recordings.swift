import Foundation

extension PromptRenderer {
    /// Makes a prompt of a recording: 16-bit mono PCM in a WAV file of any rate.
    ///
    /// - Parameters:
    ///   - path: of the file; its content decides the digest, so a file that is replaced is heard at once.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    /// - Throws: `SpeechError.invalidWAV`, naming the file, when it cannot be used.
    public func render(recording path: String, sampleRate: Int = 8_000) async throws -> RenderedPrompt {
        try checkRate(sampleRate)
        return try await synthesizer.perform(priority: .call) { [cache] _, _ in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw SpeechError.invalidWAV(problem: "\(path) cannot be read; check that it exists and its rights")
            }
            let digest = PromptDigest(recording: data, sampleRate: sampleRate)
            if let cached = cache.lookup(digest) ?? cache.verify(digest) { return cached }
            let recorded: WAVFile
            do {
                recorded = try WAVFile(bytes: Array(data))
            } catch {
                throw SpeechError.invalidWAV(problem: "\(path): \(error)")
            }
            let prompt = try recorded.resampled(to: sampleRate)
            guard prompt.audio.samples.contains(where: { $0 != 0 }) else {
                throw SpeechError.invalidWAV(problem: "\(path): nothing can be heard in it")
            }
            return try cache.store(prompt, as: digest)
        }
    }

    /// Speaks a text as callers would hear it, without a cache.
    ///
    /// - Parameters:
    ///   - text: at most 1,000 characters.
    ///   - voice: how it is said.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    /// - Throws: `SpeechError`, or `CancellationError`.
    public static func preview(text: String, voice: Voice, sampleRate: Int = 8_000) async throws -> WAVFile {
        guard sampleRates.contains(sampleRate) else { throw SpeechError.unsupportedSampleRate(sampleRate) }
        let text = try SpeechText(text, preparation: voice.preparation)
        return try await SpeechSynthesizer.shared.perform(priority: .preview) { engine, stop in
            let speech = try engine.speak(text, settings: voice.settings, stop: stop)
            return try PromptMastering.master(
                speech, sampleRate: sampleRate, volume: voice.settings.volume, text: text.string)
        }
    }
}
