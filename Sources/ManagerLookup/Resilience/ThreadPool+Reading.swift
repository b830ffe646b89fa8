import ConcurrencyPrimitives

extension ThreadPool {
    /// The threads that parse large responses and deliveries.
    static let reading = ThreadPool(count: 2, name: "reading")

    /// The size in bytes up to which parsing inline takes less time than waking another thread.
    static let worthIt = 8192

    /// Runs work on one of the threads and waits for its result.
    ///
    /// - Parameter deadline: the end of the wait.
    /// - Throws: errors of `work`, ``LookupFailure`` with the result `timeout` at the deadline, and
    ///   `CancellationError`.
    func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withDeadline(deadline, throwing: LookupFailure.notInTime) { try await self.run(work) }
    }
}
