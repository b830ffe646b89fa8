/// Ends an operation at its deadline, whether or not it looks at the time itself.
///
/// An operation that is done early leaves a cancelled sleep behind, about 700 bytes, until the deadline: so deadlines
/// should be seconds away at most where there are many.
///
/// - Parameters:
///   - deadline: when to give up.
///   - operation: what is cancelled then; it has to heed cancellation.
/// - Throws: ``LookupFailure`` with the result `timeout` at the deadline, `CancellationError` when the calling task is
///   cancelled, whatever the operation throws.
func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            throw LookupFailure.timeout("no answer in time")
        }
        return value
    }
}
