import Foundation

@testable import Speech
@testable import TestSupport

/// How much of each frequency there is in a piece of audio.
struct Spectrum {
    private let power: [Double]
    private let binWidth: Double

    init(_ audio: AudioSamples) {
        let transform = FourierTransform(atLeast: audio.samples.count)
        let count = audio.samples.count
        // A Hann window, so that a tone does not spill over the whole spectrum.
        var real = audio.samples.enumerated().map { index, sample in
            Double(sample) * (0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(count)))
        }
        real += [Double](repeating: 0, count: transform.count - count)
        var imaginary = [Double](repeating: 0, count: transform.count)
        transform.transform(&real, &imaginary)
        power = (0..<transform.count / 2).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
        binWidth = Double(audio.sampleRate) / Double(transform.count)
    }

    /// The share of the power between two frequencies, 0 to 1.
    func share(_ band: ClosedRange<Double>) -> Double {
        sum(band) / power.reduce(0, +)
    }

    /// Around a frequency, relative to nothing in particular.
    func decibels(at frequency: Double) -> Double {
        10 * log10(sum(frequency - 10...frequency + 10))
    }

    private func sum(_ band: ClosedRange<Double>) -> Double {
        power.enumerated().reduce(0) { band.contains(Double($1.offset) * binWidth) ? $0 + $1.element : $0 }
    }
}

extension AudioSamples {
    var spectrum: Spectrum { Spectrum(self) }
}
