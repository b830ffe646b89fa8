public import HelpDesk

/// A recording as read from a file.
public struct ReadRecording: Sendable, Equatable {
    /// The format of the file, such as `FLAC, 44100 Hz, 2 channels`.
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

/// A processor that reads recordings and speaks texts.
public protocol SoundProcessor: Sendable {
    /// - Parameters:
    ///   - file: an audio file of any format.
    ///   - isForCall: whether somebody waits for it on a phone, and must not wait for uploads.
    /// - Throws: `AdministrationError.refusedRecording` and `recordingTooLarge`.
    func read(_ file: [UInt8], isForCall: Bool) async throws -> ReadRecording
    /// Speaks a text as callers would hear it.
    ///
    /// - Returns: a whole WAV file.
    /// - Throws: `AdministrationError.invalid` if the text or the voice is invalid.
    func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8]
    /// The names of the currently available voices.
    var voices: Set<String> { get }
}
