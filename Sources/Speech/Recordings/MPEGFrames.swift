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

    /// Where a file whose last frame is cut off should end, according to the header of Xing and LAME in its first frame,
    /// which says how many bytes the frames are; `nil` where it has none. Programs that take whole frames out of a file
    /// leave the header as it was.
    static func end(in bytes: [UInt8]) -> Int? {
        let file = HeaderBytes(bytes)
        let start = endOfTag(file)
        guard length(at: start, in: bytes) != nil, breaksOff(from: start, in: bytes) else { return nil }
        let isVersion1 = bytes[start + 1] >> 3 & 3 == 3
        let isMono = bytes[start + 3] >> 6 == 3
        let header = start + 4 + (isVersion1 ? isMono ? 17 : 32 : isMono ? 9 : 17)
        guard file.has("Xing", at: header) || file.has("Info", at: header),
            let flags = file.number(at: header + 4, isBigEndian: true), flags & 2 != 0,
            let size = file.number(at: header + (flags & 1 == 0 ? 8 : 12), isBigEndian: true)
        else { return nil }
        // Some encoders count the tag before the frames, too.
        return bytes.count - 128...bytes.count ~= size ? bytes.count : start + size
    }

    /// Behind a tag of ID3v2 at the start, whose length has seven bits a byte.
    private static func endOfTag(_ file: HeaderBytes) -> Int {
        guard file.has("ID3"), let flags = file.number(at: 5, length: 1) else { return 0 }
        let size = (6..<10).reduce(0) { $0 << 7 | (file.number(at: $1, length: 1) ?? 0) & 0x7F }
        return 10 + size + (flags & 0x10 == 0 ? 0 : 10)
    }

    /// Whether the last of the frames goes on behind the end, or less than its header is there.
    private static func breaksOff(from start: Int, in bytes: [UInt8]) -> Bool {
        var position = start
        while let length = length(at: position, in: bytes) { position += length }
        return position != bytes.count && position + 4 > bytes.count
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
