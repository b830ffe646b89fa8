/// Makes a prompt of the engine's raw speech: silence trimmed, resampled for the PBX, peaks held down, checked.
enum PromptMastering {
    /// Part of every prompt's digest: change it whenever the sound of the same text changes.
    static let revision = "1"

    /// Silence at each end, in milliseconds.
    static let margin = 50
    /// -1.5 dBFS: below -1 dBFS with room for what happens between two samples.
    static let maximumPeak: Float = 0.841
    /// What is this much (48 dB) below the loudest sample is silence.
    private static let silenceRatio = 256

    /// - Parameters:
    ///   - speech: what the engine said.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - text: the text spoken, for the error.
    /// - Throws: `SpeechError.silentAudio` or `.resamplingFailed`.
    static func master(_ speech: AudioSamples, sampleRate: Int, text: String) throws -> WAVFile {
        guard let audible = audibleRange(of: speech.samples) else { throw SpeechError.silentAudio(text: text) }
        let margin = speech.sampleRate * margin / 1_000
        let kept = max(0, audible.lowerBound - margin)..<min(speech.samples.count, audible.upperBound + margin)
        let resampled = try speech.samples.withUnsafeBufferPointer {
            try Resampler.resample(.init(rebasing: $0[kept]), from: speech.sampleRate, to: sampleRate)
        }
        // Where the engine left less silence than the margin, some is added: every prompt starts and ends alike.
        let leading = (margin - (audible.lowerBound - kept.lowerBound)) * sampleRate / speech.sampleRate
        let trailing = (margin - (kept.upperBound - audible.upperBound)) * sampleRate / speech.sampleRate
        let samples = quantize(resampled, leading: leading, trailing: trailing)
        guard samples.contains(where: { $0 != 0 }) else { throw SpeechError.silentAudio(text: text) }
        return WAVFile(AudioSamples(samples: samples, sampleRate: sampleRate))
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

    private static func quantize(_ samples: [Float], leading: Int, trailing: Int) -> [Int16] {
        var peak: Float = 0
        for sample in samples { peak = max(peak, abs(sample)) }
        // Only ever down: the voice's volume is to be heard.
        let scale = 32_768 * (peak > maximumPeak ? maximumPeak / peak : 1)
        let total = leading + samples.count + trailing
        return [Int16](unsafeUninitializedCapacity: total) { output, count in
            output.initialize(repeating: 0)
            for index in samples.indices {
                output[leading + index] = Int16((samples[index] * scale).rounded())
            }
            count = total
        }
    }
}
