import Crypto

/// A prompt as it lies on the disk: a WAV file with a checksum behind its sound, in a chunk of its own that players pass
/// over. A header alone does not tell sound from what a broken disk gives back.
enum StoredPrompt {
    private static let tag = Array("sha2".utf8)
    private static let length = 8 + SHA256.byteCount
    /// What precedes the part that is summed: `RIFF` and the length of the file.
    private static let preamble = 8

    static func bytes(of file: WAVFile) -> [UInt8] {
        var bytes = file.bytes
        let sum = SHA256.hash(data: bytes[preamble...])
        bytes += tag + littleEndian(SHA256.byteCount)
        bytes += sum
        bytes.replaceSubrange(4..<8, with: littleEndian(bytes.count - preamble))
        return bytes
    }

    /// - Returns: `nil` unless it is what was stored, to the last bit.
    static func file(from bytes: [UInt8]) -> WAVFile? {
        let end = bytes.count - length
        guard end > WAVFile.headerLength, bytes[end...].starts(with: tag),
            SHA256.hash(data: bytes[preamble..<end]).elementsEqual(bytes[(end + 8)...])
        else { return nil }
        return try? WAVFile(bytes: bytes)
    }

    private static func littleEndian(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
