/// Waits for an operation until a deadline, even if the operation does not check the time itself.
///
/// An operation that ends early leaves a cancelled sleep of about 700 bytes behind until the deadline; where there are
/// many, deadlines should be at most seconds away.
///
/// - Parameters:
///   - deadline: the time at which the operation is cancelled.
///   - operation: must respond to cancellation.
/// - Returns: the operation's value; `nil` if the deadline passed, or the calling task was cancelled, before the
///   operation ended.
package func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ operation: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await operation() }
        group.addTask {
            // A cancelled sleep ends at once.
            try? await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
}

/// Waits like ``withDeadline(_:_:)``, for an operation that may fail.
///
/// - Parameter timeIsUp: the error that is thrown at the deadline.
/// - Throws: `timeIsUp`, `CancellationError` if the calling task is cancelled, and any error of the operation.
package func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, throwing timeIsUp: @autoclosure () -> any Error,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let result = await withDeadline(deadline) { () -> Result<Value, any Error> in
        do {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }
    guard let result else {
        try Task.checkCancellation()
        throw timeIsUp()
    }
    return try result.get()
}
