import WorkerProcesses

typealias WorkerSocket = FrameSocket<WorkerFrame>

/// What goes between the bridge and its speech worker.
enum WorkerFrame: UInt8, Sendable {
    /// A `WorkerRequest` as JSON.
    case request = 0x52
    /// Stop the request under way.
    case stop = 0x53
    /// Samples.
    case audio = 0x41
    /// A `WorkerAnswer` as JSON.
    case answer = 0x45

    /// Far above any frame that is ever sent.
    static let maximumLength = 1 << 22
}
