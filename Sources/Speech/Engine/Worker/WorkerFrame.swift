import WorkerProcesses

typealias WorkerSocket = FrameSocket<WorkerFrame>

/// The kinds of frames between the bridge and its speech worker.
enum WorkerFrame: UInt8, Sendable {
    /// A `WorkerRequest` as JSON.
    case request = 0x52
    /// A request to stop the current one.
    case stop = 0x53
    /// Samples of sound, or a part of a file to decode.
    case audio = 0x41
    /// A `WorkerAnswer` as JSON.
    case answer = 0x45

    /// The maximum length, far larger than any frame sent.
    static let maximumLength = 1 << 22
}
