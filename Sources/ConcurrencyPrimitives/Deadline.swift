/// Waits for an operation until a deadline, whether or not it looks at the time itself.
///
/// One that is done early leaves a cancelled sleep behind, about 700 bytes, until the deadline: so deadlines should be
/// seconds away at most where there are many.
///
/// - Parameters:
///   - deadline: when to give up.
///   - operation: what is cancelled then; it has to heed cancellation.
/// - Returns: `nil` at the deadline, or when the calling task is cancelled, unless the operation is quicker to end.
package func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ operation: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await operation() }
        group.addTask {
            // A cancelled sleep is over, too.
            try? await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
}

/// The same, for an operation that may fail.
///
/// - Parameter timeIsUp: what is thrown at the deadline.
/// - Throws: that, `CancellationError` when the calling task is cancelled, whatever the operation throws.
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
