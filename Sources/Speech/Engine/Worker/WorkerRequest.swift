/// What the bridge asks of its speech worker.
enum WorkerRequest: Codable {
    case check(voice: String)
    case speak(text: String, settings: SpeechSettings)
    case phonemes(text: String, voice: String)
    /// A recording of so many bytes, which follow in frames of their own.
    case decode(bytes: Int)
}

/// How the worker ends its answer to a request; what it has spoken went before, in frames of their own.
enum WorkerAnswer: Codable {
    case done(sampleRate: Int)
    case phonemes([String])
    /// What the file is; its samples went before.
    case decoded(format: String)
    case refused(RecordingFault)
    /// The bridge asked it to stop.
    case stopped
    case unknownVoice(String)
    case audioTooLong(maximumSeconds: Int)
    case failed(reason: String)
}
