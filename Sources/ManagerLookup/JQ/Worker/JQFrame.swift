import WorkerProcesses

/// What goes between the bridge and a jq worker.
enum JQFrame: UInt8, Sendable {
    /// A program's number, and its text.
    case program = 0x50
    /// Forget all programs.
    case forget = 0x46
    /// A ``JQRequest``.
    case request = 0x52
    /// A ``JQOutcome``; as many as the request has runs, unless one ends the worker.
    case outcome = 0x41
}

typealias JQSocket = FrameSocket<JQFrame>
