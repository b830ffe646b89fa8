@testable import Speech

/// WAV files, as our own cache and the PBX's recordings are read.
enum WAVFiles: FuzzedParser {
    static let name = "wav"

    static func read(_ input: [UInt8]) {
        guard let file = try? WAVFile(bytes: input) else { return }
        precondition(file.audio.samples.count * 2 <= input.count, "more samples than bytes")
        _ = file.duration
    }
}
