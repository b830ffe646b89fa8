/// Where recordings by phone go.
public protocol SoundLibrary: Sendable {
    /// Looks whether a recording would be taken, and makes of it what callers would hear.
    ///
    /// - Parameter file: an audio file.
    /// - Throws: ``SoundRefusal``, or what went wrong.
    func audition(_ file: [UInt8]) async throws -> PromptAudio
    /// Keeps a recording, as an upload would be: a new sound, or in the place of the one with its id.
    ///
    /// - Throws: ``SoundRefusal``, or what went wrong.
    func keep(_ file: [UInt8], for order: SoundRecordingOrder) async throws
    /// Whose language serves for an order.
    ///
    /// - Throws: `HelpDeskError.unknownVoice`.
    func voice(for order: SoundRecordingOrder) throws(HelpDeskError) -> String
}

/// Why a recording is not taken.
public struct SoundRefusal: Error, Sendable, Equatable {
    /// A stable word, such as `silent_recording`.
    public var code: String
    /// One line.
    public var reason: String

    public init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }
}
