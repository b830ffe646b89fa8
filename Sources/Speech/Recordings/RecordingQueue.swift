import Dispatch

/// Where recordings are read, one after the other: it takes longer than anything may take on the cooperative pool, and a
/// pile of uploads shall not take the machine from the calls.
enum RecordingQueue {
    private static let uploads = DispatchQueue(label: "recordings.uploads", qos: .utility)
    private static let calls = DispatchQueue(label: "recordings.calls", qos: .userInitiated)

    /// When the task is cancelled, the work goes on and nobody waits for it.
    ///
    /// - Parameter isForCall: whether an operator waits, who must not wait for uploads.
    static func perform<Value: Sendable>(
        isForCall: Bool, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let promise = ResultPromise<Value>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                promise.set(continuation)
                // Cancelled before the continuation was there.
                guard !Task.isCancelled else { return promise.resume(with: .failure(CancellationError())) }
                (isForCall ? calls : uploads).async { promise.resume(with: Result { try work() }) }
            }
        } onCancel: {
            promise.resume(with: .failure(CancellationError()))
        }
    }
}
