import ConcurrencyPrimitives
import HelpDesk

extension Coalescing {
    /// Works, or waits for the one who is at it, as ``run(_:_:)`` does.
    ///
    /// - Parameter deadline: until when to wait for another caller; the work itself has to look at the time.
    /// - Throws: what `work` throws, also another caller's, unless that only ran out of time and there is some left.
    ///   ``LookupFailure`` with the result `timeout` at the deadline.
    func run(
        _ key: Key, waitingUntil deadline: ContinuousClock.Instant?, _ work: () async throws -> Value
    ) async throws -> Value {
        guard let deadline else { return try await run(key, work).value }
        while true {
            if begin(key) {
                do {
                    let value = try await work()
                    end(key, with: .success(value))
                    return value
                } catch {
                    end(key, with: .failure(error))
                    throw error
                }
            }
            if let result = try await wait(for: key, until: deadline) { return try result.get() }
        }
    }

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
