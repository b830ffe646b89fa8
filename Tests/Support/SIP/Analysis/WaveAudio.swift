/// The samples of a WAV file with 16-bit PCM.
public struct WaveAudio: Sendable, Equatable {
    /// Samples a second.
    public let sampleRate: Int
    /// 1 for mono; the samples of several channels alternate.
    public let channels: Int
    public let samples: [Int16]

    /// Reads a file's bytes; nil when they are no WAV file with 16-bit PCM.
    public init?(parsing bytes: [UInt8]) {
        func number(_ offset: Int, bytes count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        func name(_ offset: Int) -> String { String(decoding: bytes[offset..<offset + 4], as: UTF8.self) }
        guard bytes.count >= 12, name(0) == "RIFF", name(8) == "WAVE" else { return nil }
        var format: (rate: Int, channels: Int)?
        var offset = 12
        while offset + 8 <= bytes.count {
            let start = offset + 8
            let size = min(number(offset + 4, bytes: 4), bytes.count - start)
            switch name(offset) {
            case "fmt ":
                guard size >= 16, number(start, bytes: 2) == 1, number(start + 14, bytes: 2) == 16 else { return nil }
                format = (number(start + 4, bytes: 4), number(start + 2, bytes: 2))
            case "data":
                guard let format else { return nil }
                sampleRate = format.rate
                channels = format.channels
                samples = stride(from: start, to: start + size - 1, by: 2).map {
                    Int16(truncatingIfNeeded: number($0, bytes: 2))
                }
                return
            default: break
            }
            offset = start + size + size % 2
        }
        return nil
    }
}
