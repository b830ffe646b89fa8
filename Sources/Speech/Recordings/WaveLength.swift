/// What the header of a WAV file says of its length: libsndfile plays what there is of one that was cut off, and says
/// nothing.
struct WaveLength {
    /// How many bytes of sound there should be behind the end of the file; `nil` when it is whole.
    let missingBytes: Int?
    /// Where the sound begins whose length was never written, since the program that recorded it was killed, or wrote into a
    /// pipe; `nil` when it was.
    private let openStart: Int?

    /// What programs write that do not know the length yet when they write the header: as much as there is.
    private static let unknown = 0x7FFF_0000

    /// - Returns: `nil` for anything but a WAV file with sound in it.
    init?(of bytes: [UInt8]) {
        func tag(_ offset: Int, _ text: String) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        func length(_ offset: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        guard tag(0, "RIFF"), tag(8, "WAVE") else { return nil }
        var offset = 12
        while offset + 8 <= bytes.count {
            let size = length(offset + 4)
            guard !tag(offset, "data") else {
                let missing = offset + 8 + size - bytes.count
                // Some programs count the last padding byte and do not write it.
                missingBytes = size < Self.unknown && missing > 1 ? missing : nil
                // Where the whole file has a length beyond this header, there may be other chunks behind an empty one.
                openStart = size == 0 && length(4) <= offset && missing < 0 ? offset + 8 : nil
                return
            }
            offset += 8 + size + size % 2
        }
        return nil
    }

    /// Writes the lengths that were never written: all that is there is sound.
    func complete(_ bytes: inout [UInt8]) {
        guard let openStart else { return }
        for (offset, length) in [(4, bytes.count - 8), (openStart - 4, bytes.count - openStart)] {
            for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
        }
    }
}
