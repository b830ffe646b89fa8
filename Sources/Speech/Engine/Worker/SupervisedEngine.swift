import Foundation
import Logging
import WorkerProcesses

/// libespeak-ng in a process of its own, which is started again when it crashes or hangs: a text that brings the library
/// down costs a prompt its preferred words, and not the bridge its calls.
final class SupervisedEngine: SpeechEngine {
    /// A worker that says nothing for this long hangs. The longest text takes a quarter of it.
    static let patience = Duration.seconds(2)
    /// How often it is asked whether to stop, while the worker says nothing.
    private static let pollMilliseconds: Int32 = 20

    private let command: [String]
    private let patience: Duration
    private let logger: Logger
    private var worker: (process: WorkerProcess, socket: WorkerSocket)?

    init(command: [String], patience: Duration = SupervisedEngine.patience, logger: Logger) {
        self.command = command
        self.patience = patience
        self.logger = logger
    }

    /// The worker's process id; `nil` before the first text.
    var workerIdentifier: Int32? { worker?.process.identifier }

    func check(voice: String) throws {
        _ = try ask(.check(voice: voice)) { nil }
    }

    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples {
        let (answer, samples) = try ask(.speak(text: text.string, settings: settings), stop: stop)
        guard case .done(let sampleRate) = answer else { throw Self.nonsense }
        return AudioSamples(samples: samples, sampleRate: sampleRate)
    }

    func phonemes(of text: SpeechText, voice: String) throws -> [String] {
        guard case .phonemes(let clauses) = try ask(.phonemes(text: text.string, voice: voice), stop: { nil }).answer
        else { throw Self.nonsense }
        return clauses
    }

    /// Asks the worker, and once more a new one if it does not survive that.
    private func ask(
        _ request: WorkerRequest, stop: () -> (any Error)?
    ) throws -> (answer: WorkerAnswer, samples: [Int16]) {
        let question = try JSONEncoder().encode(request)
        do {
            return try converse(question, stop: stop)
        } catch is WorkerSocket.Broken {
            // It may have died between two texts, of something that has nothing to do with this one.
            worker = nil
            logger.warning("The speech worker is gone; another one is started")
        }
        do {
            return try converse(question, stop: stop)
        } catch is WorkerSocket.Broken {
            worker = nil
            throw SpeechError.synthesisFailed(
                reason: "espeak-ng crashes or hangs at this text; write it differently, or take another voice")
        }
    }

    private func converse(
        _ question: Data, stop: () -> (any Error)?
    ) throws -> (answer: WorkerAnswer, samples: [Int16]) {
        let socket = try self.socket()
        try question.withUnsafeBytes { try socket.send(.request, $0) }
        var samples: [Int16] = []
        var stopped: (any Error)?
        var lastHeard = ContinuousClock.now
        while true {
            if stopped == nil, let reason = stop() {
                stopped = reason
                try socket.send(.stop)
            }
            guard socket.isReadable(within: Self.pollMilliseconds) else {
                guard .now - lastHeard < patience, worker?.process.isStopped == false else {
                    throw WorkerSocket.Broken()
                }
                continue
            }
            let frame = try socket.receive()
            lastHeard = .now
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
    }

    /// The way to the worker, which is started where there is none.
    private func socket() throws -> WorkerSocket {
        if let worker { return worker.socket }
        let process: WorkerProcess
        do {
            process = try WorkerProcess(command)
        } catch {
            throw SpeechError.engineUnavailable(reason: "\(error)")
        }
        let socket = WorkerSocket(descriptor: process.descriptor, maximumLength: WorkerFrame.maximumLength)
        socket.giveUp(after: patience)
        worker = (process, socket)
        return socket
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

    private static let nonsense = SpeechError.synthesisFailed(
        reason: "the speech worker gave an answer to something else; it is of another version")
}
