import Foundation
import Logging
import WorkerProcesses

/// libespeak-ng in a separate process, which is restarted if it crashes or hangs: a text that crashes the library costs
/// a prompt its preferred words, not the bridge its calls.
final class SupervisedEngine: SpeechEngine {
    /// The time without output after which a worker is considered hung, excluding time in which it is not scheduled.
    /// The longest text takes a quarter of it.
    static let timeout = Duration.seconds(2)
    /// The interval at which `stop` is checked while the worker is silent.
    private static let pollMilliseconds: Int32 = 20

    private let command: [String]
    private let timeout: Duration
    private let activity: (Int32) -> WorkerActivity?
    private let logger: Logger
    private var worker: (process: WorkerProcess, socket: WorkerSocket)?

    /// - Parameter activity: returns a process's current activity.
    init(
        command: [String], timeout: Duration = SupervisedEngine.timeout,
        activity: @escaping (Int32) -> WorkerActivity? = WorkerActivity.now(of:), logger: Logger
    ) {
        self.command = command
        self.timeout = timeout
        self.activity = activity
        self.logger = logger
    }

    /// The worker was not scheduled for so long that waiting is pointless: another worker would not be scheduled
    /// either.
    private struct NotScheduled: Error {}

    /// The worker's process ID; `nil` before the first text.
    var workerIdentifier: Int32? { worker?.process.identifier }

    func check(voice: String) throws {
        _ = try ask(.check(voice: voice), otherwise: .engineNotAnswering) { nil }
    }

    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples {
        let (answer, samples) = try ask(
            .speak(text: text.string, settings: settings), otherwise: Self.badText, stop: stop)
        guard case .done(let sampleRate) = answer else { throw Self.nonsense }
        return AudioSamples(samples: samples, sampleRate: sampleRate)
    }

    func phonemes(of text: SpeechText, voice: String) throws -> [String] {
        let (answer, _) = try ask(.phonemes(text: text.string, voice: voice), otherwise: Self.badText) { nil }
        guard case .phonemes(let clauses) = answer else { throw Self.nonsense }
        return clauses
    }

    /// Sends a request to the worker, and once more to a new worker if the first does not survive.
    ///
    /// - Parameter otherwise: the error thrown if the new worker does not survive either.
    private func ask(
        _ request: WorkerRequest, otherwise: SpeechError, stop: () -> (any Error)?
    ) throws -> (answer: WorkerAnswer, samples: [Int16]) {
        let question = try JSONEncoder().encode(request)
        do {
            do {
                return try converse(question, stop: stop)
            } catch is WorkerSocket.Broken {
                // It may have died between two texts, for a reason unrelated to this one.
                worker = nil
                logger.warning("the speech worker is gone; another one is started")
            }
            return try converse(question, stop: stop)
        } catch is WorkerSocket.Broken {
            worker = nil
            throw otherwise
        } catch is NotScheduled {
            worker = nil
            throw SpeechError.engineNotAnswering
        }
    }

    private func converse(
        _ question: Data, stop: () -> (any Error)?
    ) throws -> (answer: WorkerAnswer, samples: [Int16]) {
        let (process, socket) = try running()
        var patience = WorkerPatience(timeout)
        var hasStarved = false
        func isWaiting() -> Bool {
            guard !process.isStopped else { return false }
            let verdict = patience.observe(at: .now, activity(process.identifier))
            hasStarved = verdict == .starves
            return verdict == .waiting
        }
        do {
            try question.withUnsafeBytes { try socket.send(.request, $0, while: isWaiting) }
            var samples: [Int16] = []
            var stopped: (any Error)?
            while true {
                if stopped == nil, let reason = stop() {
                    stopped = reason
                    try socket.send(.stop, while: isWaiting)
                }
                guard socket.isReadable(within: Self.pollMilliseconds) else {
                    guard isWaiting() else { throw WorkerSocket.Broken() }
                    continue
                }
                let frame = try socket.receive(while: isWaiting)
                patience.restart()
                switch frame.kind {
                case .audio:
                    frame.payload.withUnsafeBytes { samples.append(contentsOf: $0.bindMemory(to: Int16.self)) }
                case .answer:
                    let answer = try JSONDecoder().decode(WorkerAnswer.self, from: Data(frame.payload))
                    if let stopped { throw stopped }
                    return (try Self.checked(answer), samples)
                case .request, .stop:
                    throw WorkerSocket.Broken()
                }
            }
        } catch is WorkerSocket.Broken where hasStarved {
            throw NotScheduled()
        }
    }

    /// Returns the worker, starting it if necessary.
    private func running() throws -> (process: WorkerProcess, socket: WorkerSocket) {
        if let worker { return worker }
        let process: WorkerProcess
        do {
            process = try WorkerProcess(command)
        } catch {
            throw SpeechError.engineUnavailable(reason: "\(error)")
        }
        let socket = WorkerSocket(descriptor: process.descriptor, maximumLength: WorkerFrame.maximumLength)
        socket.ask(every: .milliseconds(Int(Self.pollMilliseconds)))
        worker = (process, socket)
        return (process, socket)
    }

    private static func checked(_ answer: WorkerAnswer) throws -> WorkerAnswer {
        switch answer {
        case .done, .phonemes: return answer
        case .unknownVoice(let name): throw SpeechError.unknownEspeakVoice(name)
        case .audioTooLong(let seconds): throw SpeechError.audioTooLong(maximumSeconds: seconds)
        case .failed(let reason): throw SpeechError.synthesisFailed(reason: reason)
        case .stopped, .decoded, .refused: throw nonsense
        }
    }

    private static let badText = SpeechError.synthesisFailed(
        reason: "espeak-ng crashes or hangs at this text; write it differently, or take another voice")

    private static let nonsense = SpeechError.synthesisFailed(
        reason: "the speech worker gave an answer to something else; it is of another version")
}
