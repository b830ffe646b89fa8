import Foundation
import WorkerProcesses

/// The process that speaks for a bridge: takes requests from its standard input, a socket, until that is closed.
public enum SpeechWorker {
    /// Works until the bridge is gone. Blocks.
    ///
    /// - Throws: `SpeechError.engineUnavailable`.
    public static func run() throws {
        WorkerProcess.begin()
        let socket = WorkerSocket(descriptor: STDIN_FILENO, maximumLength: WorkerFrame.maximumLength)
        // A worker that reads a recording needs none.
        lazy var engine = makeEngine()
        while let frame = try? socket.receive() {
            // A request to stop what has just been finished.
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
                    // Nothing but a request to stop comes before the answer.
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

    /// In pieces of a few seconds, so that the bridge hears of each.
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
