import Foundation
import WorkerProcesses

/// A bridge's speech process: handles requests from a socket on its standard input until it is closed.
public enum SpeechWorker {
    /// Runs until the bridge is gone. Blocks.
    ///
    /// - Throws: `SpeechError.engineUnavailable`.
    public static func run() throws {
        WorkerProcess.begin()
        let socket = WorkerSocket(descriptor: STDIN_FILENO, maximumLength: WorkerFrame.maximumLength)
        // A worker that reads a recording needs no engine.
        lazy var engine = makeEngine()
        while let frame = try? socket.receive() {
            // A late stop request, for a request that just finished.
            guard frame.kind == .request else { continue }
            let request = try JSONDecoder().decode(WorkerRequest.self, from: Data(frame.payload))
            let answer: WorkerAnswer
            if case .decode(let count) = request {
                answer = try decode(receive(count, from: socket), socket)
            } else {
                answer = self.answer(request, engine, socket)
            }
            try JSONEncoder().encode(answer).withUnsafeBytes { try socket.send(.answer, $0) }
        }
    }

    private static func makeEngine() -> any SpeechEngine {
        do {
            return try EspeakEngine()
        } catch {
            return UnavailableEngine(error)
        }
    }

    private struct Stopped: Error {}

    private static func answer(
        _ request: WorkerRequest, _ engine: any SpeechEngine, _ socket: WorkerSocket
    ) -> WorkerAnswer {
        do {
            switch request {
            case .check(let voice):
                try engine.check(voice: voice)
                return .done(sampleRate: 0)
            case .phonemes(let text, let voice):
                return .phonemes(try engine.phonemes(of: SpeechText(text), voice: voice))
            case .decode:
                return .failed(reason: "a recording is no text")
            case .speak(let text, let settings):
                let audio = try engine.speak(SpeechText(text), settings: settings) {
                    // Only a stop request can arrive before the answer.
                    socket.isReadable(within: 0) ? Stopped() : nil
                }
                try send(audio.samples, to: socket)
                return .done(sampleRate: audio.sampleRate)
            }
        } catch is Stopped {
            return .stopped
        } catch SpeechError.unknownEspeakVoice(let name) {
            return .unknownVoice(name)
        } catch SpeechError.audioTooLong(let seconds) {
            return .audioTooLong(maximumSeconds: seconds)
        } catch SpeechError.synthesisFailed(let reason), SpeechError.engineUnavailable(let reason) {
            return .failed(reason: reason)
        } catch {
            return .failed(reason: "\(error)")
        }
    }

    private static func receive(_ count: Int, from socket: WorkerSocket) throws -> [UInt8] {
        guard count <= RecordingDecoder.maximumBytes else { throw WorkerSocket.Broken() }
        var file: [UInt8] = []
        while file.count < count {
            let frame = try socket.receive()
            guard frame.kind == .audio else { throw WorkerSocket.Broken() }
            file += frame.payload
        }
        return file
    }

    private static func decode(_ file: [UInt8], _ socket: WorkerSocket) -> WorkerAnswer {
        do {
            let decoded = try RecordingDecoder.decode(file)
            try send(decoded.samples, to: socket)
            return .decoded(format: decoded.format)
        } catch SpeechError.refusedRecording(let fault) {
            return .refused(fault)
        } catch SpeechError.resamplingFailed(let reason) {
            return .failed(reason: reason)
        } catch {
            return .failed(reason: "\(error)")
        }
    }

    /// Sends samples in pieces of a few seconds, so that the bridge sees progress.
    private static func send<Sample: BitwiseCopyable>(_ samples: [Sample], to socket: WorkerSocket) throws {
        try samples.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                try socket.send(.audio, UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 17)))
                rest = rest.dropFirst(1 << 17)
            }
        }
    }
}
