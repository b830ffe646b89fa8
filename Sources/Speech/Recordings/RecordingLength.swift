/// The length of a recording according to its header: libsndfile plays what exists of a truncated file without an
/// error.
struct RecordingLength {
    /// The number of bytes missing at the end of the file; `nil` if it is complete, or the header has no length.
    let missingBytes: Int?
    /// The start of the sound in a WAV file whose length was never written because the recording program was killed or
    /// wrote to a pipe; `nil` if the length was written.
    private let openStart: Int?

    /// The smallest placeholder written by programs that do not know the length when they write the header: it means
    /// the rest of the file.
    private static let unknown = 0x7FFF_0000

    init(of bytes: [UInt8]) {
        let file = HeaderBytes(bytes)
        var openStart: Int?
        let end: Int? =
            if file.has("RIFF"), file.has("WAVE", at: 8) {
                Self.endOfWave(file, openStart: &openStart)
            } else if file.has("RIFX"), file.has("WAVE", at: 8) {
                Self.endOfChunk("data", file, isBigEndian: true)
            } else if file.has("RF64"), file.has("WAVE", at: 8) {
                Self.endOfRF64(file)
            } else if file.has("FORM"), file.has("AIFF", at: 8) || file.has("AIFC", at: 8) {
                Self.endOfChunk("SSND", file, isBigEndian: true)
            } else if file.has("riff") {
                Self.endOfWave64(file)
            } else if file.has("caff") {
                Self.endOfCoreAudio(file)
            } else if file.has(".snd") {
                Self.endOfAU(file)
            } else if file.has("OggS") {
                Self.endOfOggPages(file)
            } else {
                MPEGFrames.end(in: bytes)
            }
        let missing = end.map { $0 - bytes.count } ?? 0
        // Some programs count the last padding byte without writing it.
        missingBytes = missing > 1 ? missing : nil
        self.openStart = openStart
    }

    /// Writes the missing lengths: the rest of the file is sound.
    func complete(_ bytes: inout [UInt8]) {
        guard let openStart else { return }
        for (offset, length) in [(4, bytes.count - 8), (openStart - 4, bytes.count - openStart)] {
            for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
        }
    }

    private static func endOfWave(_ file: HeaderBytes, openStart: inout Int?) -> Int? {
        guard let (start, size) = chunk("data", file, isBigEndian: false) else { return nil }
        // If the length of the whole file exceeds this header, other chunks may follow an empty one.
        if size == 0, let whole = file.number(at: 4), whole <= start - 8, start < file.count { openStart = start }
        return size < unknown ? start + size : nil
    }

    private static func endOfChunk(_ tag: String, _ file: HeaderBytes, isBigEndian: Bool) -> Int? {
        guard let (start, size) = chunk(tag, file, isBigEndian: isBigEndian), size < unknown else { return nil }
        return start + size
    }

    /// EBU Tech 3306: the chunk `ds64` has the length if it does not, or may not, fit into 32 bits.
    private static func endOfRF64(_ file: HeaderBytes) -> Int? {
        guard let (start, size) = chunk("data", file, isBigEndian: false) else { return nil }
        guard size == 0xFFFF_FFFF else { return start + size }
        guard file.has("ds64", at: 12), let size = file.number(at: 28, length: 8) else { return nil }
        return start + size
    }

    /// Sony's Wave64: 16-byte tags and 8-byte lengths, which include their own header.
    private static func endOfWave64(_ file: HeaderBytes) -> Int? {
        var offset = 40
        while let size = file.number(at: offset + 16, length: 8), size >= 24 {
            if file.has("data", at: offset) { return offset + size }
            offset += (size + 7) / 8 * 8
        }
        return nil
    }

    private static func endOfCoreAudio(_ file: HeaderBytes) -> Int? {
        var offset = 8
        // A length of -1 is not known yet.
        while let size = file.number(at: offset + 4, length: 8, isBigEndian: true) {
            if file.has("data", at: offset) { return offset + 12 + size }
            offset += 12 + size
        }
        return nil
    }

    private static func endOfAU(_ file: HeaderBytes) -> Int? {
        guard let start = file.number(at: 4, isBigEndian: true), let size = file.number(at: 8, isBigEndian: true),
            size < unknown
        else { return nil }
        return start + size
    }

    /// Returns the end of the last page (RFC 3533). The last page need not be marked as such: recorders that are
    /// stopped omit the mark.
    private static func endOfOggPages(_ file: HeaderBytes) -> Int {
        var offset = 0
        while offset < file.count, file.has("OggS", at: offset) {
            guard let segments = file.number(at: offset + 26, length: 1) else { return offset + 27 }
            var length = 27 + segments
            for segment in 0..<segments { length += file.number(at: offset + 27 + segment, length: 1) ?? 0 }
            offset += length
        }
        return offset
    }

    /// Finds a chunk of a RIFF or IFF file.
    private static func chunk(_ tag: String, _ file: HeaderBytes, isBigEndian: Bool) -> (start: Int, size: Int)? {
        var offset = 12
        while let size = file.number(at: offset + 4, isBigEndian: isBigEndian) {
            if file.has(tag, at: offset) { return (offset + 8, size) }
            offset += 8 + size + size % 2
        }
        return nil
    }
}
