import Crypto

/// The on-disk format of a prompt: a WAV file with a checksum after its sound, in a separate chunk that players skip. A
/// header alone does not distinguish sound from the garbage of a broken disk.
enum StoredPrompt {
    private static let tag = Array("sha2".utf8)
    private static let length = 8 + SHA256.byteCount
    /// The length of the part before the checksummed bytes: `RIFF` and the length of the file.
    private static let preamble = 8

    static func bytes(of file: WAVFile) -> [UInt8] {
        var bytes = file.bytes
        let sum = SHA256.hash(data: bytes[preamble...])
        bytes += tag + littleEndian(SHA256.byteCount)
        bytes += sum
        bytes.replaceSubrange(4..<8, with: littleEndian(bytes.count - preamble))
        return bytes
    }

    /// - Returns: `nil` unless the bytes are exactly those that were stored.
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
