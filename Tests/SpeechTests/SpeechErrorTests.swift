import Speech
import Testing

@Suite("Errors of speech")
struct SpeechErrorTests {
    private static let errors: [SpeechError] = [
        .engineUnavailable(reason: "r"), .engineNotAnswering, .unknownEspeakVoice("v"), .synthesisFailed(reason: "r"),
        .emptyText,
        .textTooLong(count: 2, maximum: 1), .textContainsNUL, .audioTooLong(maximumSeconds: 1), .silentAudio(text: "t"),
        .unsupportedSampleRate(1), .resamplingFailed(reason: "r"), .measurementFailed,
        .invalidVoice(file: "f", line: 1, problem: "r"), .invalidVoiceDirectory(path: "p", problem: "r"),
        .unknownVoice(name: "v", known: ["a"]), .invalidPromptText(problem: "r"),
        .cacheFailed(path: "p", problem: "r"), .unusableRecording(name: "n", problem: "r"), .invalidWAV(problem: "r"),
        .refusedRecording(.silent),
    ]

    @Test("Each error of speech says in one line what happened")
    func descriptions() {
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
    }
}
