/// Encodes numbers and texts.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ number: UInt64) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    mutating func put(_ number: Int) {
        put(UInt64(number))
    }

    /// Appends content after its length.
    mutating func put(_ content: [UInt8]) {
        put(content.count)
        bytes += content
    }
}
