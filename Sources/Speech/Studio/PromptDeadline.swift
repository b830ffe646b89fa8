/// How long a caller waits for a prompt, whatever hangs: nobody stays on a phone in which nothing is heard.
struct PromptDeadline: Sendable {
    let duration: Duration

    struct Passed: Error {}

    /// - Parameter work: ends soon after it is cancelled.
    /// - Throws: ``Passed`` when it has not ended in time, or what `work` throws.
    func run<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup { group in
            group.addTask { try await work() }
            group.addTask { [duration] in
                try await Task.sleep(for: duration)
                throw Passed()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
