/// Frames of MPEG audio, layer III (ISO/IEC 11172-3, section 2.4.1.3, and 13818-3): where the sound of an MP3 begins that has
/// something else before it.
enum MPEGFrames {
    private static let bitrates1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let bitrates2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    /// Of version 1; version 2 has half of them, 2.5 a quarter.
    private static let sampleRates = [44_100, 48_000, 32_000]
    /// So many headers one after the other are no coincidence.
    private static let enough = 3

    /// Where the first of several frames begins that follow each other, behind zeros or a tag whose length is wrong.
    ///
    /// - Returns: `nil` where there are none.
    static func start(in bytes: [UInt8]) -> Int? {
        bytes.indices.first { bytes[$0] == 0xFF && follows(from: $0, in: bytes) }
    }

    private static func follows(from start: Int, in bytes: [UInt8]) -> Bool {
        var position = start
        for _ in 0..<enough {
            guard let length = length(at: position, in: bytes) else { return false }
            position += length
        }
        return true
    }

    /// The length in bytes of the frame that begins there; `nil` where none does.
    private static func length(at position: Int, in bytes: [UInt8]) -> Int? {
        guard position + 4 <= bytes.count, bytes[position] == 0xFF else { return nil }
        let (second, third) = (bytes[position + 1], bytes[position + 2])
        let version = second >> 3 & 3  // 3: 1, 2: 2, 0: 2.5
        let (bitrate, rate) = (Int(third >> 4), Int(third >> 2 & 3))
        // Layer III is 01; a free bit rate has no length.
        guard second >> 5 == 7, version != 1, second >> 1 & 3 == 1, (1...14).contains(bitrate), rate < 3 else {
            return nil
        }
        let sampleRate = sampleRates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let bits = (version == 3 ? bitrates1 : bitrates2)[bitrate - 1] * 1_000
        return (version == 3 ? 144 : 72) * bits / sampleRate + Int(third >> 1 & 1)
    }
}
