/// The library that stores recordings by phone.
public protocol SoundLibrary: Sendable {
    /// Checks a recording as an upload would be checked, and renders it as callers would hear it.
    ///
    /// - Parameter file: an audio file.
    /// - Throws: ``SoundRefusal`` if the recording is not accepted, or another error.
    func audition(_ file: [UInt8]) async throws -> PromptAudio
    /// Stores a recording as an upload would be stored: as a new sound, or replacing the sound with its id.
    ///
    /// - Throws: ``SoundRefusal`` if the recording is not accepted, or another error.
    func keep(_ file: [UInt8], for order: SoundRecordingOrder) async throws
    /// Returns the voice whose language is used for an order.
    ///
    /// - Throws: `HelpDeskError.unknownVoice`.
    func voice(for order: SoundRecordingOrder) throws(HelpDeskError) -> String
}

/// The reason why a recording is not accepted.
public struct SoundRefusal: Error, Sendable, Equatable {
    /// A stable word, such as `silent_recording`.
    public var code: String
    /// One line for people.
    public var reason: String

    public init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }
}
