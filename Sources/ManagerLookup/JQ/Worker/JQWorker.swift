import Foundation
import WorkerProcesses

/// The process that runs jq programs for a bridge.
///
/// It reads requests from its standard input, a socket, until that is closed.
public enum JQWorker {
    /// Runs until the bridge closes the socket, or a program exceeds its budget.
    ///
    /// Blocks.
    public static func run(_ limits: JQLimits) {
        WorkerProcess.begin()
        let socket = JQSocket(
            descriptor: STDIN_FILENO, maximumLength: JQLink.maximumRequest(limits))
        let engine = JQEngine(limits)
        // An invalid frame means another version of the program, or a closed socket.
        while let frame = try? socket.receive(), (try? answer(frame.kind, frame.payload, engine, socket)) != nil {}
    }

    private static func answer(_ kind: JQFrame, _ payload: [UInt8], _ engine: JQEngine, _ socket: JQSocket) throws {
        switch kind {
        case .program:
            var reader = ByteReader(payload)
            engine.add(try reader.word(), try reader.text())
        case .forget:
            engine.forget()
        case .request:
            try engine.perform(JQRequest(payload)) { outcome in
                try outcome.payload.withUnsafeBytes { try socket.send(.outcome, $0) }
            }
        case .outcome:
            throw JQSocket.Broken()
        }
    }
}
