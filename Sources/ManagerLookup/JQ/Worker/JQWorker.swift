import Foundation
import WorkerProcesses

/// The process that runs jq programs for a bridge: takes requests from its standard input, a socket, until that is closed.
public enum JQWorker {
    /// Works until the bridge is gone, or a program needs more than it may. Blocks.
    public static func run(_ limits: JQLimits) {
        WorkerProcess.begin()
        let socket = JQSocket(
            descriptor: STDIN_FILENO, maximumLength: JQLink.maximumRequest(limits))
        let engine = JQEngine(limits)
        // Whatever is no request comes from another version of the program, or from nobody any more.
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
