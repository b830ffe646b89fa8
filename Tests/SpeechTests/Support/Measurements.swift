import Foundation

@testable import Speech

extension AudioSamples {
    var seconds: Double {
        Double(samples.count) / Double(sampleRate)
    }

    /// The loudest sample, between 0 and 1.
    var peak: Double {
        Double(samples.lazy.map { $0.magnitude }.max() ?? 0) / 32_768
    }

    /// The root of the mean square, between 0 and 1.
    var loudness: Double {
        let sum = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        return (sum / Double(max(1, samples.count))).squareRoot() / 32_768
    }

    /// Silence before the first sample that is 1 % of the loudest, in milliseconds.
    var leadingSilence: Double {
        let threshold = peak * 327.68
        return milliseconds(samples.prefix { Double($0.magnitude) < threshold }.count)
    }

    /// Silence after the last such sample, in milliseconds.
    var trailingSilence: Double {
        let threshold = peak * 327.68
        return milliseconds(samples.reversed().prefix { Double($0.magnitude) < threshold }.count)
    }

    private func milliseconds(_ count: Int) -> Double {
        Double(count) * 1_000 / Double(sampleRate)
    }
}

/// A tone, as a prompt that needs no engine.
func tone(seconds: Double, frequency: Double = 440, sampleRate: Int = 8_000, amplitude: Double = 0.5) -> AudioSamples {
    let samples = (0..<Int(seconds * Double(sampleRate))).map { index in
        Int16((sin(2 * .pi * frequency * Double(index) / Double(sampleRate)) * amplitude * 32_767).rounded())
    }
    return AudioSamples(samples: samples, sampleRate: sampleRate)
}
