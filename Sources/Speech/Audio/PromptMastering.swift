/// Makes a prompt of the engine's raw speech: silence trimmed, resampled for the PBX, made clear, brought to the usual
/// loudness, peaks held down, checked.
enum PromptMastering {
    /// Part of every prompt's digest: change it whenever the sound of the same text changes.
    static let revision = "3"

    /// Silence at each end, in milliseconds.
    static let margin = 50
    /// What is this much (40 dB) below the loudest sample is silence.
    private static let silenceRatio = 100

    /// - Parameters:
    ///   - speech: what the engine said.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - volume: in percent of the usual loudness.
    ///   - text: the text spoken, for the error.
    /// - Throws: `SpeechError.silentAudio`, `.resamplingFailed` or `.measurementFailed`.
    static func master(
        _ speech: AudioSamples, sampleRate: Int, volume: Int = 100, text: String
    ) throws -> WAVFile {
        guard speech.samples.contains(where: { $0 != 0 }) else { throw SpeechError.silentAudio(text: text) }
        var telephone = try speech.samples.withUnsafeBufferPointer {
            try Resampler.resample($0, from: speech.sampleRate, to: sampleRate)
        }
        // What a telephone does not carry, below 300 Hz, would only take room from speech.
        BiquadFilter.highPass(200, sampleRate: sampleRate).apply(to: &telephone)
        // A wideband telephone carries the consonants as they are, above 3.4 kHz.
        if sampleRate == 8_000 { BiquadFilter.clarity(sampleRate: sampleRate).apply(to: &telephone) }
        try LoudnessNormalization.apply(to: &telephone, sampleRate: sampleRate, volume: volume)
        let samples = AudioSamples(quantizing: telephone, sampleRate: sampleRate).samples
        // Last, so that it is the sound that is heard whose ends are found.
        guard let audible = audibleRange(of: samples) else { throw SpeechError.silentAudio(text: text) }
        let trimmed = withMargins(samples, around: audible, margin: sampleRate * margin / 1_000)
        return WAVFile(AudioSamples(samples: trimmed, sampleRate: sampleRate))
    }

    /// From the first to the last sample that can be heard; `nil` if there is none.
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

    /// The audible part with as much as there is around it, up to the margin, and silence for the rest of the margin: every
    /// prompt starts and ends alike.
    private static func withMargins(_ samples: [Int16], around audible: Range<Int>, margin: Int) -> [Int16] {
        let kept = max(0, audible.lowerBound - margin)..<min(samples.count, audible.upperBound + margin)
        let leading = [Int16](repeating: 0, count: margin - (audible.lowerBound - kept.lowerBound))
        let trailing = [Int16](repeating: 0, count: margin - (kept.upperBound - audible.upperBound))
        return leading + samples[kept] + trailing
    }
}
