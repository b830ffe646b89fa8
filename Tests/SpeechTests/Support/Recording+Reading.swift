@testable import Speech

extension Recording {
    /// Reads a file in this process, and brings it to the loudness of spoken prompts. It is not trimmed: a pause may be
    /// meant.
    ///
    /// Takes a hundredth of the time that the recording plays, on a thread of its own.
    ///
    /// - Parameter file: the bytes of a WAV, FLAC, OGG, Opus or MP3 file.
    /// - Throws: `SpeechError`, of which `refusedRecording` says that it is not taken.
    static func read(_ file: [UInt8]) async throws -> Recording {
        try await RecordingQueue.perform(isForCall: false) { try Recording(file) }
    }
}
