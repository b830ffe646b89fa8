import ConcurrencyPrimitives
import HelpDesk

extension Coalescing {
    /// Waits for the result of the task that is working on `key`.
    ///
    /// - Returns: the result; `nil` if there is no such task, if it was cancelled, or if it timed out and the caller
    ///   has time left.
    /// - Throws: ``LookupFailure`` with the result `timeout` at the deadline, and `CancellationError`.
    func wait(for key: Key, until deadline: ContinuousClock.Instant) async throws -> Result<Value, any Error>? {
        let result = try await withDeadline(deadline, throwing: LookupFailure.notInTime) {
            try await self.wait(for: key)
        }
        // The other task may have had less time.
        guard case .failure(let error) = result, LookupFailure(error).result == .timeout,
            .now + RetryPolicy.leastTime < deadline
        else { return result }
        return nil
    }
}
