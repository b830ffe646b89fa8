/// What the header of a WAV file says of its length: libsndfile plays what there is of one that was cut off, and says
/// nothing.
struct WaveLength {
    /// How many bytes of sound there should be behind the end of the file; `nil` when it is whole.
    let missingBytes: Int?

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
                return
            }
            offset += 8 + size + size % 2
        }
        return nil
    }
}
