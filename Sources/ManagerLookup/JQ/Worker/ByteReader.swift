/// Decodes numbers and texts written by a ``ByteWriter``.
///
/// The bytes are untrusted.
struct ByteReader {
    /// The bytes are malformed.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func word() throws(Malformed) -> UInt64 {
        guard rest.count >= 8 else { throw Malformed() }
        var number: UInt64 = 0
        for (place, byte) in rest.prefix(8).enumerated() { number |= UInt64(byte) << (8 * UInt64(place)) }
        rest = rest.dropFirst(8)
        return number
    }

    /// Reads an item count, no larger than the number of remaining bytes.
    mutating func count() throws(Malformed) -> Int {
        guard let count = Int(exactly: try word()), count <= rest.count else { throw Malformed() }
        return count
    }

    mutating func number() throws(Malformed) -> Int {
        guard let number = Int(exactly: try word()) else { throw Malformed() }
        return number
    }

    mutating func content() throws(Malformed) -> [UInt8] {
        let length = try count()
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }

    mutating func text() throws(Malformed) -> String {
        String(decoding: try content(), as: UTF8.self)
    }
}
