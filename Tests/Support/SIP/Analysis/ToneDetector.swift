import Foundation

/// Measures how much of a recording is one tone (Goertzel's algorithm in blocks of a quarter of a second).
public struct ToneDetector: Sendable {
    /// Samples a second.
    public let sampleRate: Double
    private let block: Int

    public init(sampleRate: Double = 8000) {
        self.sampleRate = sampleRate
        self.block = Int(sampleRate / 4)
    }

    /// The tone's share of all power, in decibels: 0 for nothing but this tone, below -30 for a tone that is not there.
    ///
    /// Two tones can be told apart when they are 16 Hz from each other.
    ///
    /// - Parameters:
    ///   - frequency: In hertz.
    ///   - samples: At least a quarter of a second; less is taken as one short block and told apart less well.
    /// - Returns: Minus infinity for silence.
    public func level(of frequency: Int, in samples: [Int16]) -> Double {
        var tone = 0.0
        var total = 0.0
        var start = 0
        while start < samples.count {
            let end = min(start + block, samples.count)
            if end - start == block || start == 0 {
                let powers = power(of: Double(frequency), in: samples[start..<end])
                tone += powers.tone
                total += powers.total
            }
            start = end
        }
        return total > 0 ? 10 * log10(max(tone / total, 1e-12)) : -.infinity
    }

    /// Whether the tone makes up most of what is heard.
    ///
    /// - Parameter threshold: In decibels of the whole. Of two equal tones each has -3.
    public func hears(_ frequency: Int, in samples: [Int16], threshold: Double = -10) -> Bool {
        level(of: frequency, in: samples) > threshold
    }

    /// The loudness of a recording, in decibels of full scale; minus infinity for digital silence.
    public func loudness(of samples: [Int16]) -> Double {
        guard !samples.isEmpty else { return -.infinity }
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
        return power > 0 ? 10 * log10(power / (32768 * 32768)) : -.infinity
    }

    private func power(of frequency: Double, in samples: ArraySlice<Int16>) -> (tone: Double, total: Double) {
        let coefficient = 2 * cos(2 * Double.pi * frequency / sampleRate)
        let step = 2 * Double.pi / Double(samples.count)
        var previous = 0.0
        var beforePrevious = 0.0
        var weights = 0.0
        var total = 0.0
        for (index, sample) in samples.enumerated() {
            // A Hann window: without it a loud tone leaks into its neighbours.
            let weight = 0.5 - 0.5 * cos(step * Double(index))
            let value = Double(sample) * weight
            let current = value + coefficient * previous - beforePrevious
            beforePrevious = previous
            previous = current
            weights += weight
            total += weight * Double(sample) * Double(sample)
        }
        guard weights > 0 else { return (0, 0) }
        let magnitude = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
        return (2 * magnitude / (weights * weights), total / weights)
    }
}
