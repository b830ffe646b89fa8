/// The bytes of a file whose header is being read.
struct HeaderBytes {
    /// The largest length accepted, so that sums of lengths do not overflow.
    private static let largest: UInt64 = 1 << 40

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func has(_ tag: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: tag.utf8) }

    /// - Parameter length: the size of the number, in bytes.
    /// - Returns: `nil` beyond the end of the file, and for numbers that cannot be a file's length.
    func number(at offset: Int, length: Int = 4, isBigEndian: Bool = false) -> Int? {
        guard offset >= 0, offset + length <= bytes.count else { return nil }
        let number = (0..<length).reduce(0 as UInt64) { number, index in
            number << 8 | UInt64(bytes[isBigEndian ? offset + index : offset + length - 1 - index])
        }
        return number <= Self.largest ? Int(number) : nil
    }
}
