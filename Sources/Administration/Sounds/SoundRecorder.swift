public import HelpDesk

/// Recordings by phone, as the API and the pages use them.
public protocol SoundRecorder: Sendable {
    /// Rings the phone.
    ///
    /// ``recording(of:)`` returns the progress.
    ///
    /// - Returns: the recording as it begins, in the state `ringing`.
    /// - Throws: `HelpDeskError`; then nobody is rung.
    func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording
    /// Returns the current recording of a sound, or the last one since the bridge started; `nil` if there was none.
    ///
    /// - Throws: `HelpDeskError`: `notRunning` if a bridge that may have it did not answer in time; `notStored`.
    func recording(of sound: String) async throws(HelpDeskError) -> SoundRecording?
    /// Hangs up and keeps nothing; a recording that is over is left as it is.
    ///
    /// - Returns: `nil` if there was none.
    /// - Throws: `HelpDeskError`: `notRunning` if a bridge that may have it did not answer in time; `notStored`.
    func cancelRecording(of sound: String) async throws(HelpDeskError) -> SoundRecording?
}

extension SoundRecordingService: SoundRecorder {}
