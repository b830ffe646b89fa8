@testable import TestSupport

extension SeededGenerator {
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
