import ConcurrencyPrimitives

/// Where recordings are read, one after the other: it takes longer than anything may take on the cooperative pool, and
/// many uploads at once must not starve the calls.
enum RecordingQueue {
    private static let uploads = ThreadPool(count: 1, name: "uploads")
    private static let calls = ThreadPool(count: 1, name: "recordings")

    /// When the task is cancelled, nobody waits for the work any longer.
    ///
    /// - Parameter isForCall: whether an operator waits, who must not wait for uploads.
    static func perform<Value: Sendable>(
        isForCall: Bool, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await (isForCall ? calls : uploads).run(work)
    }
}
