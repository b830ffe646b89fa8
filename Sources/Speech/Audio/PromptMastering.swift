/// The steps from the engine's raw speech to a prompt: resampled for the PBX, equalised for clarity, normalised in
/// loudness, with limited peaks, trimmed silence, and a final check.
enum PromptMastering {
    /// A part of every prompt's digest: change it whenever the sound of the same text changes.
    static let revision = "3"

    /// The silence at each end, in milliseconds.
    static let margin = 50
    /// The ratio of the loudest sample to silence: 40 dB.
    private static let silenceRatio = 100

    /// - Parameters:
    ///   - speech: the engine's output.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - volume: the volume in percent of the usual loudness.
    ///   - text: the spoken text, for the error.
    /// - Throws: `SpeechError.silentAudio`, `.resamplingFailed` or `.measurementFailed`.
    static func master(
        _ speech: AudioSamples, sampleRate: Int, volume: Int = 100, text: String
    ) throws -> WAVFile {
        guard speech.samples.contains(where: { $0 != 0 }) else { throw SpeechError.silentAudio(text: text) }
        var telephone = try speech.samples.withUnsafeBufferPointer {
            try Resampler.resample($0, from: speech.sampleRate, to: sampleRate)
        }
        // Frequencies below 300 Hz, which a telephone does not carry, would only take headroom from speech.
        BiquadFilter.highPass(200, sampleRate: sampleRate).apply(to: &telephone)
        // A wideband telephone carries consonants, above 3.4 kHz, unchanged.
        if sampleRate == 8_000 { BiquadFilter.clarity(sampleRate: sampleRate).apply(to: &telephone) }
        try LoudnessNormalization.apply(to: &telephone, sampleRate: sampleRate, volume: volume)
        let samples = AudioSamples(quantizing: telephone, sampleRate: sampleRate).samples
        // Last, so that the ends are those of the audible result.
        guard let audible = audibleRange(of: samples) else { throw SpeechError.silentAudio(text: text) }
        let trimmed = withMargins(samples, around: audible, margin: sampleRate * margin / 1_000)
        return WAVFile(AudioSamples(samples: trimmed, sampleRate: sampleRate))
    }

    /// Returns the range from the first to the last audible sample; `nil` if there is none.
    private static func audibleRange(of samples: [Int16]) -> Range<Int>? {
        var peak: UInt16 = 0
        for sample in samples { peak = max(peak, sample.magnitude) }
        let threshold = max(1, peak / UInt16(silenceRatio))
        guard peak > 0,
            let first = samples.firstIndex(where: { $0.magnitude >= threshold }),
            let last = samples.lastIndex(where: { $0.magnitude >= threshold })
        else { return nil }
        return first..<(last + 1)
    }

    /// Returns the audible part with the sound around it up to the margin, padded with silence to the margin, so that
    /// all prompts start and end alike.
    private static func withMargins(_ samples: [Int16], around audible: Range<Int>, margin: Int) -> [Int16] {
        let kept = max(0, audible.lowerBound - margin)..<min(samples.count, audible.upperBound + margin)
        let leading = [Int16](repeating: 0, count: margin - (audible.lowerBound - kept.lowerBound))
        let trailing = [Int16](repeating: 0, count: margin - (kept.upperBound - audible.upperBound))
        return leading + samples[kept] + trailing
    }
}
