public import HelpDesk

/// A recording as it was read from a file.
public struct ReadRecording: Sendable, Equatable {
    /// Such as `FLAC, 44100 Hz, 2 channels`.
    public var format: String
    public var seconds: Double
    /// In LUFS.
    public var loudness: Double
    public var audio: SoundAudio

    public init(format: String, seconds: Double, loudness: Double, audio: SoundAudio) {
        self.format = format
        self.seconds = seconds
        self.loudness = loudness
        self.audio = audio
    }
}

/// Reads recordings, and speaks texts.
public protocol SoundProcessor: Sendable {
    /// - Parameters:
    ///   - file: an audio file of whatever format.
    ///   - isForCall: whether somebody waits for it on a phone, who must not wait for uploads.
    /// - Throws: `AdministrationError.refusedRecording` and `recordingTooLarge`.
    func read(_ file: [UInt8], isForCall: Bool) async throws -> ReadRecording
    /// Speaks a text as callers would hear it.
    ///
    /// - Returns: a whole WAV file.
    /// - Throws: `AdministrationError.invalid` for a text or a voice that is not right.
    func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8]
    /// The names of the voices that are there now.
    var voices: Set<String> { get }
}
