@testable import TestSupport

/// SplitMix64: random numbers that a printed seed brings back.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Noise between -amplitude and amplitude.
    mutating func noise(_ count: Int, amplitude: Int16 = 8000) -> [Int16] {
        (0..<count).map { _ in Int16.random(in: -amplitude...amplitude, using: &self) }
    }
}

/// So many samples of a tone.
func tone(_ frequency: Int, samples count: Int) -> [Int16] {
    let loop = Sound.tone(frequency).loop
    return (0..<count).map { loop[$0 % loop.count] }
}
