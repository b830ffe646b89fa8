/// What the bridge asks of its speech worker.
enum WorkerRequest: Codable {
    case check(voice: String)
    case speak(text: String, settings: SpeechSettings)
    case phonemes(text: String, voice: String)
}

/// How the worker ends its answer to a request; what it has spoken went before, in frames of their own.
enum WorkerAnswer: Codable {
    case done(sampleRate: Int)
    case phonemes([String])
    /// The bridge asked it to stop.
    case stopped
    case unknownVoice(String)
    case audioTooLong(maximumSeconds: Int)
    case failed(reason: String)
}
