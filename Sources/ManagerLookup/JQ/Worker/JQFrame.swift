import WorkerProcesses

/// A frame between the bridge and a jq worker.
enum JQFrame: UInt8, Sendable {
    /// A program's number and text.
    case program = 0x50
    /// Removes all programs.
    case forget = 0x46
    /// A ``JQRequest``.
    case request = 0x52
    /// A ``JQOutcome``; one for each run of the request, unless a run ends the worker.
    case outcome = 0x41
}

typealias JQSocket = FrameSocket<JQFrame>
