import Dispatch

/// Where recordings are read, one after the other: it takes longer than anything may take on the cooperative pool, and a
/// pile of uploads shall not take the machine from the calls.
enum RecordingQueue {
    private static let uploads = DispatchQueue(label: "recordings.uploads", qos: .utility)
    private static let calls = DispatchQueue(label: "recordings.calls", qos: .userInitiated)

    /// - Parameter isForCall: whether an operator waits, who must not wait for uploads.
    static func perform<Value: Sendable>(
        isForCall: Bool, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            (isForCall ? calls : uploads).async { continuation.resume(with: Result { try work() }) }
        }
    }
}
