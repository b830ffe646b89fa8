import Foundation
import Logging
import WorkerProcesses

/// A reader of recordings in this process, or of each in a separate process, which may crash without harm.
///
/// The libraries' complaints from a separate process are logged instead of being mixed with the bridge's output:
/// libmpg123 writes to its process's standard error, and libsndfile, which owns its handle, does not allow changing
/// that.
struct RecordingReader: Sendable {
    private struct Worker {
        let command: [String]
        let timeout: Duration
        let logger: Logger
    }

    private static let pieceLength = 1 << 17

    private let worker: Worker?

    /// Creates a reader that decodes in this process.
    init() {
        worker = nil
    }

    /// - Parameters:
    ///   - worker: a program, by its path, and its arguments: it runs `SpeechWorker`.
    ///   - timeout: a worker that says nothing for this long hangs: five minutes of sound take a few seconds.
    ///   - logger: hears, at `debug`, of what the libraries complain of.
    init(worker: [String], timeout: Duration = .seconds(30), logger: Logger) {
        self.worker = Worker(command: worker, timeout: timeout, logger: logger)
    }

    /// Reads a file and brings it to the loudness of spoken prompts. Blocks.
    ///
    /// - Throws: ``SpeechError``, of which `refusedRecording` means that the recording is not accepted.
    func recording(_ file: [UInt8]) throws -> Recording {
        guard let worker else { return try Recording(file) }
        // Checks that need no decoding need no process.
        guard !file.isEmpty else { throw SpeechError.refusedRecording(.empty) }
        guard file.count <= RecordingDecoder.maximumBytes else {
            throw SpeechError.refusedRecording(.tooManyBytes(maximum: RecordingDecoder.maximumBytes))
        }
        return try Recording(decode(file, worker))
    }

    private func decode(_ file: [UInt8], _ worker: Worker) throws -> RecordingDecoder.Decoded {
        let errors: WorkerErrorOutput
        let process: WorkerProcess
        do {
            errors = try WorkerErrorOutput()
            process = try WorkerProcess(worker.command, errorOutput: errors)
        } catch {
            throw SpeechError.engineUnavailable(reason: "\(error)")
        }
        defer { process.end() }
        let socket = WorkerSocket(descriptor: process.descriptor, maximumLength: WorkerFrame.maximumLength)
        socket.ask(every: worker.timeout)
        do {
            let decoded = try converse(file, socket)
            report(errors, "a recording's decoder complains", at: .debug, worker)
            return decoded
        } catch let broken as WorkerSocket.Broken {
            let ending = process.end()
            // A worker that hangs or violates the protocol is killed only now.
            if broken.isGone, ending.isKilledFromOutside {
                report(errors, "a recording's decoder was killed from outside", at: .warning, worker)
                throw SpeechError.engineUnavailable(
                    reason: "the decoder of a recording was killed; there may be too little memory")
            }
            report(errors, "a recording crashed its decoder", at: .warning, worker)
            throw SpeechError.refusedRecording(.damaged(reason: "its decoder crashes or hangs"))
        } catch {
            report(errors, "a recording's decoder complains", at: .debug, worker)
            throw error
        }
    }

    private func report(
        _ errors: WorkerErrorOutput, _ message: Logger.Message, at level: Logger.Level, _ worker: Worker
    ) {
        let text = errors.text()
        guard !text.isEmpty || level > .debug else { return }
        worker.logger.log(level: level, message, metadata: text.isEmpty ? nil : ["says": "\(text)"])
    }

    private func converse(_ file: [UInt8], _ socket: WorkerSocket) throws -> RecordingDecoder.Decoded {
        try JSONEncoder().encode(WorkerRequest.decode(bytes: file.count)).withUnsafeBytes {
            try socket.send(.request, $0)
        }
        try file.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                try socket.send(.audio, UnsafeRawBufferPointer(rebasing: rest.prefix(Self.pieceLength)))
                rest = rest.dropFirst(Self.pieceLength)
            }
        }
        var samples: [Float] = []
        while true {
            let frame = try socket.receive()
            switch frame.kind {
            case .audio:
                frame.payload.withUnsafeBytes { samples.append(contentsOf: $0.bindMemory(to: Float.self)) }
                guard samples.count <= RecordingDecoder.maximumSamples else { throw WorkerSocket.Broken() }
            case .answer:
                switch try? JSONDecoder().decode(WorkerAnswer.self, from: Data(frame.payload)) {
                case .decoded(let format): return RecordingDecoder.Decoded(samples: samples, format: format)
                case .refused(let fault): throw SpeechError.refusedRecording(fault)
                case .failed(let reason): throw SpeechError.resamplingFailed(reason: reason)
                case .done, .phonemes, .stopped, .unknownVoice, .audioTooLong, nil: throw WorkerSocket.Broken()
                }
            case .request, .stop:
                throw WorkerSocket.Broken()
            }
        }
    }
}
