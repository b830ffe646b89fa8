/// Frames of MPEG audio, layer III (ISO/IEC 11172-3, section 2.4.1.3, and 13818-3), used to find the sound of an MP3
/// file that begins with something else.
enum MPEGFrames {
    private static let bitrates1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let bitrates2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    /// The rates of version 1; version 2 has half of them, version 2.5 a quarter.
    private static let sampleRates = [44_100, 48_000, 32_000]
    /// The number of consecutive headers that cannot be a coincidence.
    private static let enough = 3

    /// Returns the offset of the first of several consecutive frames, which may follow zeros or a tag whose length is
    /// wrong.
    ///
    /// - Returns: `nil` if there are no such frames.
    static func start(in bytes: [UInt8]) -> Int? {
        bytes.indices.first { bytes[$0] == 0xFF && follows(from: $0, in: bytes) }
    }

    /// Returns the expected end of a file whose last frame is cut off, according to the Xing or LAME header in its
    /// first frame, which has the frames' total size in bytes; `nil` if there is no such header.
    ///
    /// Programs that cut whole frames out of a file leave the header unchanged.
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
        // Some encoders include the tag before the frames in the count.
        return bytes.count - 128...bytes.count ~= size ? bytes.count : start + size
    }

    /// Returns the offset after an ID3v2 tag at the start, whose length has seven bits per byte.
    private static func endOfTag(_ file: HeaderBytes) -> Int {
        guard file.has("ID3"), let flags = file.number(at: 5, length: 1) else { return 0 }
        let size = (6..<10).reduce(0) { $0 << 7 | (file.number(at: $1, length: 1) ?? 0) & 0x7F }
        return 10 + size + (flags & 0x10 == 0 ? 0 : 10)
    }

    /// Whether the last frame continues past the end of the file, or is shorter than its header.
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

    /// Returns the length in bytes of the frame that begins at a position; `nil` if no frame begins there.
    private static func length(at position: Int, in bytes: [UInt8]) -> Int? {
        guard position + 4 <= bytes.count, bytes[position] == 0xFF else { return nil }
        let (second, third) = (bytes[position + 1], bytes[position + 2])
        let version = second >> 3 & 3  // 3: 1, 2: 2, 0: 2.5
        let (bitrate, rate) = (Int(third >> 4), Int(third >> 2 & 3))
        // Layer III is 01; the length of a frame with a free bit rate is unknown.
        guard second >> 5 == 7, version != 1, second >> 1 & 3 == 1, (1...14).contains(bitrate), rate < 3 else {
            return nil
        }
        let sampleRate = sampleRates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let bits = (version == 3 ? bitrates1 : bitrates2)[bitrate - 1] * 1_000
        return (version == 3 ? 144 : 72) * bits / sampleRate + Int(third >> 1 & 1)
    }
}
