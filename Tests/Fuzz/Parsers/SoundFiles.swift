@testable import Speech

/// Sounds that are uploaded, in any format.
enum SoundFiles: FuzzedParser {
    static let name = "sound"

    static func read(_ input: [UInt8]) {
        guard let recording = try? Recording(input) else { return }
        precondition(recording.seconds <= Double(RecordingDecoder.maximumSeconds) + 1, "too long a recording was taken")
    }
}
