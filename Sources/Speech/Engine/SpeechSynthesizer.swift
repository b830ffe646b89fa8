public import Logging

/// Turns text into samples with libespeak-ng.
///
/// Texts are spoken one after the other on a thread of its own, higher priorities first.
public final class SpeechSynthesizer: Sendable {
    /// libespeak-ng in this process; there is one, as the library's state is global. The first use starts its thread and
    /// loads the engine.
    public static let shared = SpeechSynthesizer(recordings: RecordingReader()) { try EspeakEngine() }

    let thread: SynthesisThread
    /// Reads recordings as texts are spoken: in this process, or in a worker.
    let recordings: RecordingReader

    private init(recordings: RecordingReader, makeEngine: @escaping @Sendable () throws -> any SpeechEngine) {
        self.recordings = recordings
        thread = SynthesisThread(makeEngine: makeEngine)
    }

    /// libespeak-ng in a process of its own, which is started with the first text, and again whenever it has crashed or
    /// hangs: for programs that must go on whatever a text does to the library. Each recording is read in another one.
    ///
    /// - Parameters:
    ///   - worker: a program, by its path, and its arguments: it runs `SpeechWorker`.
    ///   - logger: hears of workers that are gone.
    public convenience init(worker: [String], logger: Logger) {
        self.init(recordings: RecordingReader(worker: worker, logger: logger)) {
            SupervisedEngine(command: worker, logger: logger)
        }
    }

    /// The engine's version, such as `1.51`.
    public var engineVersion: String {
        EspeakEngine.version
    }

    /// How a text is pronounced, in espeak-ng's phoneme letters; a clause a line.
    ///
    /// - Parameters:
    ///   - text: at most 1,000 characters.
    ///   - voice: whose rules prepare the text, and whose pronunciation is wanted.
    /// - Throws: `SpeechError`, or `CancellationError`.
    public func phonemes(of text: String, voice: Voice) async throws -> [String] {
        let text = try SpeechText(text, preparation: voice.preparation)
        return try await perform(priority: .preview) { engine, _ in
            try engine.phonemes(of: text, voice: voice.settings.espeakVoice)
        }
    }

    /// Makes sure that libespeak-ng has a voice, and its variant if one is named.
    ///
    /// - Parameter name: such as `fa` or `fa+f2`.
    /// - Throws: `SpeechError.unknownEspeakVoice`, or `.engineUnavailable`.
    public func check(espeakVoice name: String) async throws {
        try await perform(priority: .preview) { engine, _ in try engine.check(voice: name) }
    }

    /// Runs a piece of work on the synthesis thread and waits for its result.
    ///
    /// - Parameter beginning: gets the job before it is queued, for whoever may raise its priority.
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
            // May come before `submit`, which then sees it.
            thread.cancel(job)
            // Who has been told to stop waits no longer, even where the engine cannot be stopped at once.
            promise.resume(with: .failure(CancellationError()))
        }
    }
}
