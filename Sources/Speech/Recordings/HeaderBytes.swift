/// The bytes of a file, as its header is read.
struct HeaderBytes {
    /// No length that is believed is larger, so that sums of them do not overflow.
    private static let largest: UInt64 = 1 << 40

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func has(_ tag: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: tag.utf8) }

    /// - Parameter length: of the number, in bytes.
    /// - Returns: `nil` beyond the end, and for numbers that are no length of any file.
    func number(at offset: Int, length: Int = 4, isBigEndian: Bool = false) -> Int? {
        guard offset >= 0, offset + length <= bytes.count else { return nil }
        let number = (0..<length).reduce(0 as UInt64) { number, index in
            number << 8 | UInt64(bytes[isBigEndian ? offset + index : offset + length - 1 - index])
        }
        return number <= Self.largest ? Int(number) : nil
    }
}
