import ConcurrencyPrimitives
import HelpDesk

extension Coalescing {
    /// Waits for the one who is at it.
    ///
    /// - Returns: what came out; `nil` when nobody is at it, they went away before they knew, or they ran out of time and the
    ///   caller has some left.
    /// - Throws: ``LookupFailure`` with the result `timeout` at the deadline, `CancellationError`.
    func wait(for key: Key, until deadline: ContinuousClock.Instant) async throws -> Result<Value, any Error>? {
        let result = try await withDeadline(deadline, throwing: LookupFailure.notInTime) {
            try await self.wait(for: key)
        }
        // They may have had less of it.
        guard case .failure(let error) = result, LookupFailure(error).result == .timeout,
            .now + RetryPolicy.leastTime < deadline
        else { return result }
        return nil
    }
}
