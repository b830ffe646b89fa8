import ConcurrencyPrimitives

/// The queues on which recordings are read one at a time: each takes too long for the cooperative pool, and many
/// concurrent uploads must not starve calls.
enum RecordingQueue {
    private static let uploads = ThreadPool(count: 1, name: "uploads")
    private static let calls = ThreadPool(count: 1, name: "recordings")

    /// Runs work on the queue; stops waiting for it if the task is cancelled.
    ///
    /// - Parameter isForCall: whether an operator is waiting, who must not wait for uploads.
    static func perform<Value: Sendable>(
        isForCall: Bool, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await (isForCall ? calls : uploads).run(work)
    }
}
