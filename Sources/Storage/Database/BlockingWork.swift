import Dispatch

/// Runs file work that SQLite does synchronously on a thread of its own, so that it never occupies one of the
/// cooperative pool.
func withBlockingWork<Result: Sendable>(
    label: String, _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { caller in
        DispatchQueue(label: label).async {
            caller.resume(with: Swift.Result { try work() })
        }
    }
}
