import Foundation
import Logging
import WorkerProcesses

/// libespeak-ng in a process of its own, which is started again when it crashes or hangs: a text that brings the library
/// down costs a prompt its preferred words, and not the bridge its calls.
final class SupervisedEngine: SpeechEngine {
    /// A worker that says nothing for this long hangs, the time aside in which it has no turn. The longest text takes a
    /// quarter of it.
    static let timeout = Duration.seconds(2)
    /// How often it is asked whether to stop, while the worker says nothing.
    private static let pollMilliseconds: Int32 = 20

    private let command: [String]
    private let timeout: Duration
    private let activity: (Int32) -> WorkerActivity?
    private let logger: Logger
    private var worker: (process: WorkerProcess, socket: WorkerSocket)?

    /// - Parameter activity: what a process does at the moment.
    init(
        command: [String], timeout: Duration = SupervisedEngine.timeout,
        activity: @escaping (Int32) -> WorkerActivity? = WorkerActivity.now(of:), logger: Logger
    ) {
        self.command = command
        self.timeout = timeout
        self.activity = activity
        self.logger = logger
    }

    /// The worker has had no turn for so long that nobody waits any more: another one would have none either.
    private struct NotScheduled: Error {}

    /// The worker's process id; `nil` before the first text.
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

    /// Asks the worker, and once more a new one if it does not survive that.
    ///
    /// - Parameter otherwise: what it means when that one does not either.
    private func ask(
        _ request: WorkerRequest, otherwise: SpeechError, stop: () -> (any Error)?
    ) throws -> (answer: WorkerAnswer, samples: [Int16]) {
        let question = try JSONEncoder().encode(request)
        do {
            do {
                return try converse(question, stop: stop)
            } catch is WorkerSocket.Broken {
                // It may have died between two texts, of something that has nothing to do with this one.
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

    /// The worker, which is started where there is none.
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
