import Foundation

/// What a test phone says while it is in a call: 8 kHz, 16 bits.
public enum Sound: Sendable, Equatable {
    case silence
    /// No packet at all, as of a phone that is muted and saves bandwidth.
    case nothing
    /// A sine of so many whole hertz, 12 dB below full scale.
    case tone(Int)
    /// A recording, over and over.
    case samples([Int16])

    /// The samples that are said over and over, none for nothing; a whole second of a tone, so that it joins without a
    /// click.
    var loop: [Int16] {
        switch self {
        case .silence:
            [Int16](repeating: 0, count: 160)
        case .nothing:
            []
        case .tone(let frequency):
            (0..<8000).map { Int16(8192 * sin(2 * Double.pi * Double(frequency) * Double($0) / 8000)) }
        case .samples(let samples):
            samples.isEmpty ? Sound.silence.loop : samples
        }
    }
}
