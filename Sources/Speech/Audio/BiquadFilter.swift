import Foundation

/// A second-order recursive filter with the coefficients of Robert Bristow-Johnson's *Audio EQ Cookbook*.
struct BiquadFilter {
    private let b0: Double
    private let b1: Double
    private let b2: Double
    private let a1: Double
    private let a2: Double

    /// Creates a filter that removes frequencies well below a cutoff, and DC. A Butterworth filter: 3 dB down at the
    /// cutoff, and less than 1 dB from 1.5 times the cutoff up.
    ///
    /// - Parameters:
    ///   - cutoff: the cutoff frequency in Hz.
    ///   - sampleRate: the sample rate in Hz.
    static func highPass(_ cutoff: Double, sampleRate: Int) -> BiquadFilter {
        let angle = 2 * Double.pi * cutoff / Double(sampleRate)
        let alpha = sin(angle) / 2.0.squareRoot()
        let b = (1 + cos(angle)) / 2
        return BiquadFilter(b: (b, -2 * b, b), a: (1 + alpha, -2 * cos(angle), 1 - alpha))
    }

    /// Creates a filter that boosts what distinguishes consonants: 6 dB above 1.5 kHz, where espeak-ng is weaker than
    /// people are.
    ///
    /// - Parameter sampleRate: the sample rate in Hz.
    static func clarity(sampleRate: Int) -> BiquadFilter {
        let gain = pow(10, 6.0 / 40)
        let angle = 2 * Double.pi * 1_500 / Double(sampleRate)
        let cosine = cos(angle)
        let slope = sin(angle) / 2.0.squareRoot() * 2 * gain.squareRoot()
        return BiquadFilter(
            b: (
                gain * (gain + 1 + (gain - 1) * cosine + slope), -2 * gain * (gain - 1 + (gain + 1) * cosine),
                gain * (gain + 1 + (gain - 1) * cosine - slope)
            ),
            a: (
                gain + 1 - (gain - 1) * cosine + slope, 2 * (gain - 1 - (gain + 1) * cosine),
                gain + 1 - (gain - 1) * cosine - slope
            ))
    }

    private init(b: (Double, Double, Double), a: (Double, Double, Double)) {
        (b0, b1, b2) = (b.0 / a.0, b.1 / a.0, b.2 / a.0)
        (a1, a2) = (a.1 / a.0, a.2 / a.0)
    }

    /// Filters samples as if the first had continued forever before them, so that an offset does not become a click.
    func apply(to samples: inout [Float]) {
        guard let first = samples.first.map(Double.init) else { return }
        let settled = first * (b0 + b1 + b2) / (1 + a1 + a2)
        var (x1, x2, y1, y2) = (first, first, settled, settled)
        for index in samples.indices {
            let x = Double(samples[index])
            let y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            (x2, x1, y2, y1) = (x1, x, y1, y)
            samples[index] = Float(y)
        }
    }
}
