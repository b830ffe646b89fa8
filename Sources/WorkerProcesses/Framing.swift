/// The frames between the bridge and a worker: a letter, a 32-bit length (little endian), and the payload.
package enum Framing {
    package static let headerLength = 5

    /// Returns the bytes that precede a payload.
    package static func header(_ kind: UInt8, length: Int) -> [UInt8] {
        let length = UInt32(length)
        return [kind] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }

    /// Reads a header.
    ///
    /// - Parameter bytes: at least ``headerLength`` of them.
    package static func parse(_ bytes: ArraySlice<UInt8>) -> (kind: UInt8, length: Int) {
        let start = bytes.startIndex
        let length = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 1 + $1]) << (8 * UInt32($1)) }
        return (bytes[start], Int(length))
    }
}
