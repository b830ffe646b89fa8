public import HelpDesk

/// Recordings by phone, as the API and the pages need them.
public protocol SoundRecorder: Sendable {
    /// Rings the phone. What becomes of it is told by ``recording(of:)``.
    ///
    /// - Returns: the recording as it begins, in the state `ringing`.
    /// - Throws: `HelpDeskError`; then nobody is rung.
    func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording
    /// The recording of a sound that is under way, or the last one since the bridge has started; `nil` when there was none.
    ///
    /// - Throws: `HelpDeskError`: `notRunning` when a bridge that may have it has not answered in time; `notStored`.
    func recording(of sound: String) async throws(HelpDeskError) -> SoundRecording?
    /// Hangs up and keeps nothing; one that is over is left as it is.
    ///
    /// - Returns: `nil` when there was none.
    /// - Throws: `HelpDeskError`: `notRunning` when a bridge that may have it has not answered in time; `notStored`.
    func cancelRecording(of sound: String) async throws(HelpDeskError) -> SoundRecording?
}

extension SoundRecordingService: SoundRecorder {}
