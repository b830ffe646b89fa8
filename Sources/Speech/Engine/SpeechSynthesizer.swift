public import Logging

/// A synthesizer that converts text to samples with libespeak-ng.
///
/// Texts are spoken one at a time on a dedicated thread, higher priorities first.
public final class SpeechSynthesizer: Sendable {
    /// The synthesizer with libespeak-ng in this process; there is only one, as the library's state is global. Its
    /// first use starts the thread and loads the engine.
    public static let shared = SpeechSynthesizer(recordings: RecordingReader()) { try EspeakEngine() }

    let thread: SynthesisThread
    /// Reads recordings where texts are spoken: in this process, or in a worker.
    let recordings: RecordingReader

    private init(recordings: RecordingReader, makeEngine: @escaping @Sendable () throws -> any SpeechEngine) {
        self.recordings = recordings
        thread = SynthesisThread(makeEngine: makeEngine)
    }

    /// Creates a synthesizer with libespeak-ng in a separate process, which is started with the first text, and
    /// restarted whenever it crashes or hangs: for programs that must survive whatever a text does to the library. Each
    /// recording is read in another process.
    ///
    /// - Parameters:
    ///   - worker: the path of a program that runs `SpeechWorker`, and its arguments.
    ///   - logger: logs lost workers.
    public convenience init(worker: [String], logger: Logger) {
        self.init(recordings: RecordingReader(worker: worker, logger: logger)) {
            SupervisedEngine(command: worker, logger: logger)
        }
    }

    /// The engine's version, for example `1.51`.
    public var engineVersion: String {
        EspeakEngine.version
    }

    /// Returns a text's pronunciation, in espeak-ng's phoneme letters, one line per clause.
    ///
    /// - Parameters:
    ///   - text: the text, at most 1,000 characters.
    ///   - voice: the voice whose rules prepare the text, and whose pronunciation is returned.
    /// - Throws: `SpeechError`, or `CancellationError`.
    public func phonemes(of text: String, voice: Voice) async throws -> [String] {
        let text = try SpeechText(text, preparation: voice.preparation)
        return try await perform(priority: .preview) { engine, _ in
            try engine.phonemes(of: text, voice: voice.settings.espeakVoice)
        }
    }

    /// Checks that libespeak-ng has a voice, and its variant if one is named.
    ///
    /// - Parameter name: the voice's name, for example `fa` or `fa+f2`.
    /// - Throws: `SpeechError.unknownEspeakVoice`, or `.engineUnavailable`.
    public func check(espeakVoice name: String) async throws {
        try await perform(priority: .preview) { engine, _ in try engine.check(voice: name) }
    }

    /// Runs work on the synthesis thread and waits for its result.
    ///
    /// - Parameter beginning: receives the job before it is queued, so that its priority can be raised.
    func perform<Value: Sendable>(
        priority: SynthesisPriority, beginning: (SynthesisJob) -> Void = { _ in },
        _ work: @escaping @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> Value
    ) async throws -> Value {
        let promise = ResultPromise<Value>()
        let job = SynthesisJob(priority: priority) { engine, stop in
            promise.resume(with: .success(try work(engine, stop)))
        } onFailure: { error in
            promise.resume(with: .failure(error))
        }
        beginning(job)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                promise.set(continuation)
                thread.submit(job)
            }
        } onCancel: {
            // May be called before `submit`, which then fails the job.
            thread.cancel(job)
            // A cancelled caller stops waiting, even if the engine cannot be stopped at once.
            promise.resume(with: .failure(CancellationError()))
        }
    }
}
