import Foundation

/// The speech of somebody at a simulated phone after a beep: a tone, as Asterisk would record it.
enum SimulatedSpeech {
    private static let sampleRate = 8_000
    private static let frequency = 440.0
    /// -20 dB below full scale.
    private static let amplitude = 3_276.0

    /// - Returns: a WAV file of 16-bit mono PCM at 8 kHz.
    static func wav(lasting duration: Duration) -> [UInt8] {
        let count = Int(duration / .seconds(1) * Double(sampleRate))
        let size = UInt32(count * 2)
        var bytes = Array("RIFF".utf8)
        append(36 + size, to: &bytes)
        bytes += Array("WAVEfmt ".utf8)
        append(UInt32(16), to: &bytes)
        append(UInt16(1), to: &bytes)
        append(UInt16(1), to: &bytes)
        append(UInt32(sampleRate), to: &bytes)
        append(UInt32(sampleRate * 2), to: &bytes)
        append(UInt16(2), to: &bytes)
        append(UInt16(16), to: &bytes)
        bytes += Array("data".utf8)
        append(size, to: &bytes)
        for index in 0..<count {
            let sample = sin(2 * .pi * frequency * Double(index) / Double(sampleRate)) * amplitude
            append(UInt16(bitPattern: Int16(sample)), to: &bytes)
        }
        return bytes
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
