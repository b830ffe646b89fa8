/// An error between a prompt's text and its audio file.
///
/// `description` is one line with what happened, where, and what to do about it.
public enum SpeechError: Error, Equatable, CustomStringConvertible {
    /// libespeak-ng could not be started in this process.
    case engineUnavailable(reason: String)
    /// libespeak-ng did not answer in time, or ended, whatever it was asked: the machine may have too much to do, or
    /// too little memory. It may answer later.
    case engineNotAnswering
    /// libespeak-ng has no such voice or variant.
    case unknownEspeakVoice(String)
    /// libespeak-ng refused a parameter or a text.
    case synthesisFailed(reason: String)
    /// The text contains nothing to say.
    case emptyText
    /// The text has more Unicode scalars than a prompt may have.
    case textTooLong(count: Int, maximum: Int)
    /// The text contains a NUL, which would end it in C.
    case textContainsNUL
    /// The speech would be longer than a prompt may be.
    case audioTooLong(maximumSeconds: Int)
    /// The text was synthesised, but nothing can be heard.
    case silentAudio(text: String)
    /// The sample rate is neither 8,000 nor 16,000 Hz.
    case unsupportedSampleRate(Int)
    /// libsoxr reported an error.
    case resamplingFailed(reason: String)
    /// libebur128 reported an error.
    case measurementFailed
    /// A voice file is invalid.
    case invalidVoice(file: String, line: Int, problem: String)
    /// A directory of voices is missing, unreadable or empty.
    case invalidVoiceDirectory(path: String, problem: String)
    /// No voice has this name.
    case unknownVoice(name: String, known: [String])
    /// A prompt text with placeholders is malformed.
    case invalidPromptText(problem: String)
    /// A prompt cannot be stored in, or read from, the prompt cache.
    case cacheFailed(path: String, problem: String)
    /// A recording is refused: it is not audio, too long, silent or the like.
    case refusedRecording(RecordingFault)
    /// A recording that a route names cannot be played.
    case unusableRecording(name: String, problem: String)
    /// The bytes are not a 16-bit mono PCM WAV file.
    case invalidWAV(problem: String)

    public var description: String {
        switch self {
        case .engineUnavailable(let reason):
            "speech engine: \(reason)"
        case .engineNotAnswering:
            "speech engine: espeak-ng does not answer; the machine may have too much to do, or too little memory"
        case .unknownEspeakVoice(let name):
            "speech engine: espeak-ng has no voice '\(name)'; use one such as fa, en or fa+f2"
        case .synthesisFailed(let reason):
            "speech engine: \(reason)"
        case .emptyText:
            "prompt text: there is nothing to say in it; write at least one word"
        case .textTooLong(let count, let maximum):
            "prompt text: \(count) characters are too many; \(maximum) is the most that is spoken in one prompt"
        case .textContainsNUL:
            "prompt text: it contains a NUL character; remove it"
        case .audioTooLong(let seconds):
            "prompt text: it takes longer than \(seconds) s to say; shorten it or check that it suits the voice's language"
        case .silentAudio(let text):
            "prompt text: '\(text)' is silent in this voice; use words in the voice's language"
        case .unsupportedSampleRate(let rate):
            "sample rate \(rate): prompts are made in 8000 or 16000 Hz"
        case .resamplingFailed(let reason):
            "resampling: \(reason); there may be too little memory"
        case .measurementFailed:
            "loudness: libebur128 could not measure the prompt; there may be too little memory"
        case .invalidVoice(let file, let line, let problem):
            "\(file):\(line): \(problem)"
        case .invalidVoiceDirectory(let path, let problem):
            "voices \(path): \(problem)"
        case .unknownVoice(let name, let known):
            "voice '\(name)' does not exist; known voices: \(known.joined(separator: ", "))"
        case .invalidPromptText(let problem):
            "prompt text: \(problem)"
        case .cacheFailed(let path, let problem):
            "prompt cache \(path): \(problem)"
        case .refusedRecording(let fault):
            fault.description
        case .unusableRecording(let name, let problem):
            "recording \(name): \(problem)"
        case .invalidWAV(let problem):
            "WAV file: \(problem)"
        }
    }
}
