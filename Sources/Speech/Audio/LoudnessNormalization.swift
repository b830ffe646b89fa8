import Foundation

/// Normalisation of audio to a common loudness, so that no prompt makes anyone reach for the volume.
enum LoudnessNormalization {
    /// The target loudness in LUFS, at a volume of 100 %.
    static let target = -19.0
    /// The maximum true peak in dBTP: a prompt's peaks stay below -1 dB.
    static let maximumTruePeak = -1.2
    /// The maximum sample value, -1.5 dBFS; between samples, the sound may be slightly higher.
    private static let ceiling: Float = 0.841
    /// The maximum number of times that loudness lost in the limiter is compensated.
    private static let rounds = 6
    /// The maximum number of times that the limiter's ceiling is lowered.
    private static let attempts = 3
    /// The accepted deviation from the target, in LU.
    private static let tolerance = 0.2
    /// The maximum gain in dB: anything that needs more is noise.
    private static let maximumGain = 40.0

    /// - Parameters:
    ///   - samples: the samples, between -1 and 1 or slightly beyond.
    ///   - sampleRate: the sample rate in Hz.
    ///   - volume: the volume in percent of the usual loudness.
    /// - Throws: `SpeechError.measurementFailed`.
    static func apply(to samples: inout [Float], sampleRate: Int, volume: Int = 100) throws {
        let target = target + 20 * log10(Double(volume) / 100)
        let original = samples
        var gain = 0.0
        var ceiling = ceiling
        for attempt in 0..<attempts {
            for round in 0..<rounds {
                let level = try LoudnessMeter.integrated(samples, sampleRate: sampleRate)
                guard level.isFinite, abs(target - level) > tolerance || round + attempt == 0 else { break }
                gain = min(maximumGain, gain + target - level)
                samples = limited(original, gain: gain, to: ceiling, sampleRate: sampleRate)
            }
            let peak = try LoudnessMeter.measure(samples, sampleRate: sampleRate).truePeak
            guard peak > maximumTruePeak else { return }
            // Limiting further keeps the loudness; turning down the whole sound does not.
            ceiling *= Float(pow(10, (maximumTruePeak - peak) / 20))
            samples = limited(original, gain: gain, to: ceiling, sampleRate: sampleRate)
        }
        let peak = try LoudnessMeter.measure(samples, sampleRate: sampleRate).truePeak
        guard peak > maximumTruePeak else { return }
        let factor = Float(pow(10, (maximumTruePeak - peak) / 20))
        for index in samples.indices { samples[index] *= factor }
    }

    private static func limited(
        _ samples: [Float], gain: Double, to ceiling: Float, sampleRate: Int
    ) -> [Float] {
        let factor = Float(pow(10, gain / 20))
        var samples = samples.map { $0 * factor }
        PeakLimiter.limit(&samples, to: ceiling, sampleRate: sampleRate)
        return samples
    }
}
