import HTTPTypes
import HelpDesk

extension Problem {
    /// Returns the problem for a sound that was not recorded by phone in this process.
    public static func unknownRecording(_ sound: String) -> Problem {
        Problem(
            .notFound, code: "unknown_recording",
            detail: "the sound \(sound) has not been recorded by phone since the bridge has started")
    }
}
