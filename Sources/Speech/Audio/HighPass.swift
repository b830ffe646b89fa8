import Foundation

/// Removes what a telephone does not carry and what would only take room from speech: everything well below 300 Hz.
///
/// A Butterworth filter of the second order; the coefficients are those of Robert Bristow-Johnson's *Audio EQ Cookbook*.
struct HighPass {
    /// 3 dB down here, so that 300 Hz and above are kept within 1 dB.
    static let cutoff = 200.0

    private let b: Double
    private let a1: Double
    private let a2: Double

    /// - Parameter sampleRate: in Hz.
    init(sampleRate: Int) {
        let angle = 2 * Double.pi * Self.cutoff / Double(sampleRate)
        let alpha = sin(angle) / 2.0.squareRoot()
        b = (1 + cos(angle)) / 2 / (1 + alpha)
        a1 = -2 * cos(angle) / (1 + alpha)
        a2 = (1 - alpha) / (1 + alpha)
    }

    func apply(to samples: inout [Float]) {
        var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
        for index in samples.indices {
            let x = Double(samples[index])
            let y = b * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2
            (x2, x1, y2, y1) = (x1, x, y1, y)
            samples[index] = Float(y)
        }
    }
}
