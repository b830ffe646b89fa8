/// A request from the bridge to its speech worker.
enum WorkerRequest: Codable {
    case check(voice: String)
    case speak(text: String, settings: SpeechSettings)
    case phonemes(text: String, voice: String)
    /// A recording of this many bytes, which follow in separate frames.
    case decode(bytes: Int)
}

/// The worker's final answer to a request; the samples precede it in separate frames.
enum WorkerAnswer: Codable {
    case done(sampleRate: Int)
    case phonemes([String])
    /// The format of the file; its samples precede the answer.
    case decoded(format: String)
    case refused(RecordingFault)
    /// The bridge requested a stop.
    case stopped
    case unknownVoice(String)
    case audioTooLong(maximumSeconds: Int)
    case failed(reason: String)
}
