public import Administration
import HelpDesk
import LocatedYAML

/// A sound processor that reads uploaded recordings, and speaks previews.
public struct SpeechProcessor: SoundProcessor {
    private let library: VoiceLibrary
    private let synthesizer: SpeechSynthesizer

    public init(voices: VoiceLibrary, synthesizer: SpeechSynthesizer) {
        library = voices
        self.synthesizer = synthesizer
    }

    public var voices: Set<String> { Set(library.current.names) }

    public func read(_ file: [UInt8], isForCall: Bool) async throws -> ReadRecording {
        do {
            let recording = try await RecordingQueue.perform(isForCall: isForCall) { [synthesizer] in
                try synthesizer.recordings.recording(file)
            }
            return ReadRecording(
                format: recording.format, seconds: recording.seconds, loudness: recording.loudness.integrated,
                audio: recording.audio)
        } catch SpeechError.refusedRecording(let fault) {
            throw AdministrationError(fault)
        }
    }

    public func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8] {
        do {
            return try await PromptRenderer.preview(
                text: text, voice: library.current.voice(named: voice), sampleRate: sampleRate, synthesizer: synthesizer
            ).bytes
        } catch let error as SpeechError {
            let field: String
            switch error {
            case .engineUnavailable, .engineNotAnswering: throw error
            case .unknownVoice: field = "voice"
            default: field = "text"
            }
            throw AdministrationError.invalid([LocatedProblem(path: field, message: "\(error)")])
        }
    }
}

extension AdministrationError {
    /// Converts the reason why a recording is refused.
    init(_ fault: RecordingFault) {
        self =
            switch fault {
            case .tooManyBytes(let maximum): .recordingTooLarge(maximumBytes: maximum)
            default: .refusedRecording(code: fault.code, reason: fault.description)
            }
    }
}
