import Foundation

/// Brings audio to one loudness, so that no prompt makes anybody reach for their headset.
enum LoudnessNormalization {
    /// In LUFS, at a volume of 100 %.
    static let target = -19.0
    /// In dBTP: a prompt's peaks stay below -1 dB.
    static let maximumTruePeak = -1.2
    /// The highest sample, -1.5 dBFS; between two samples the sound may go a little higher.
    private static let ceiling: Float = 0.841
    /// What the limiter takes away is given back, this often at the most.
    private static let rounds = 6
    /// The limiter's ceiling is lowered this often at the most.
    private static let attempts = 3
    /// Near enough to the target, in LU.
    private static let tolerance = 0.2
    /// A sound is raised by at most this many dB: what is quieter is noise.
    private static let maximumGain = 40.0

    /// - Parameters:
    ///   - samples: between -1 and 1, or a little beyond.
    ///   - sampleRate: in Hz.
    ///   - volume: in percent of the usual loudness.
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
            // To limit further keeps the loudness; to turn the whole sound down does not.
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
