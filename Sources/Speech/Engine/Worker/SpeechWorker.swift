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
        let engine: any SpeechEngine
        do {
            engine = try EspeakEngine()
        } catch {
            engine = UnavailableEngine(error)
        }
        while let frame = try? socket.receive() {
            // A request to stop what has just been finished.
            guard frame.kind == .request else { continue }
            let answer = try answer(JSONDecoder().decode(WorkerRequest.self, from: Data(frame.payload)), engine, socket)
            try JSONEncoder().encode(answer).withUnsafeBytes { try socket.send(.answer, $0) }
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

    /// In pieces of a few seconds, so that the bridge hears of each.
    private static func send(_ samples: [Int16], to socket: WorkerSocket) throws {
        try samples.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                try socket.send(.audio, UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 17)))
                rest = rest.dropFirst(1 << 17)
            }
        }
    }
}
