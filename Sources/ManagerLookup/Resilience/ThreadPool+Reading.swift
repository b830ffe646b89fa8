import ConcurrencyPrimitives

extension ThreadPool {
    /// For large answers and deliveries, whose reading keeps a thread busy.
    static let reading = ThreadPool(count: 2, name: "reading")

    /// What is longer than this many bytes is read there: a shorter one is done before another thread is awake.
    static let worthIt = 8192

    /// Works on one of the threads, and waits for that.
    ///
    /// - Parameter deadline: when to stop waiting.
    /// - Throws: what the work throws, ``LookupFailure`` with the result `timeout` at the deadline, `CancellationError`.
    func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withDeadline(deadline, throwing: LookupFailure.notInTime) { try await self.run(work) }
    }
}
