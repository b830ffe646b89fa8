/// The reason why a recording is refused: ``SpeechError/refusedRecording(_:)``.
///
/// `description` is one line with the problem and what to do about it.
public enum RecordingFault: Equatable, Sendable, Codable, CustomStringConvertible {
    case empty
    case tooManyBytes(maximum: Int)
    /// The format is unknown to libsndfile.
    case notAudio(reason: String)
    /// A format of phones and browsers that libsndfile does not support, by name.
    case unreadableFormat(String)
    /// There is a header but no sound, or the sound breaks off with an error.
    case damaged(reason: String)
    case tooLong(maximumSeconds: Int)
    case unsupported(channels: Int, sampleRate: Int)
    case silent

    /// A stable identifier for programs.
    public var code: String {
        switch self {
        case .empty: "empty_recording"
        case .tooManyBytes: "body_too_large"
        case .notAudio: "not_audio"
        case .unreadableFormat: "unsupported_format"
        case .damaged: "damaged_recording"
        case .tooLong: "recording_too_long"
        case .unsupported: "unsupported_recording"
        case .silent: "silent_recording"
        }
    }

    public var description: String {
        switch self {
        case .empty:
            "the file is empty; send a recording as WAV, FLAC, OGG, Opus or MP3"
        case .tooManyBytes(let maximum):
            "the file has more than \(maximum / 1_048_576) MB; shorten the recording or send it as FLAC, Opus or MP3"
        case .notAudio(let reason):
            "the file is no audio that can be read (\(reason)); send WAV, FLAC, OGG, Opus or MP3, and save samples "
                + "without a header (raw PCM) as WAV"
        case .unreadableFormat(let name):
            "the recording is \(name), which is not read; save it as WAV or MP3 and send that, for example with "
                + "'ffmpeg -i RECORDING voice.wav'"
        case .damaged(let reason):
            "the recording is damaged (\(reason)); make the file again"
        case .tooLong(let seconds):
            "the recording plays longer than \(seconds / 60) minutes; shorten it"
        case .unsupported(let channels, let sampleRate):
            "\(channels) channels at \(sampleRate) Hz are not taken; "
                + "up to \(RecordingDecoder.maximumChannels) channels at \(RecordingDecoder.sampleRates.lowerBound) to "
                + "\(RecordingDecoder.sampleRates.upperBound) Hz are"
        case .silent:
            "nothing can be heard in the recording; check the microphone and record it again"
        }
    }
}
