import Foundation

/// What a process holds at a moment.
struct ProcessUsage: Sendable {
    /// Resident, in kilobytes.
    var memory = 0
    /// Of the processes that it has started, in kilobytes.
    var workerMemory = 0
    var threads = 0
    var descriptors = 0

    /// Zeros when the process is gone.
    static func now(of identifier: Int32) -> ProcessUsage {
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
        let memory = ProcessMemory.now(of: identifier)
        return ProcessUsage(
            memory: memory.own, workerMemory: memory.children,
            threads: ProcessMemory.field("Threads:", of: identifier), descriptors: descriptors ?? 0)
    }

    /// Looks at a process every so often while something else is done, and as long.
    ///
    /// - Returns: what came of that, and the figures in their order.
    static func watching<Value>(
        _ identifier: Int32, every pause: Duration, besides other: @escaping @Sendable () async -> Void = {},
        _ work: () async throws -> Value
    ) async throws -> (value: Value, samples: [ProcessUsage]) {
        try await withThrowingTaskGroup(of: [ProcessUsage].self) { group in
            group.addTask {
                var samples = [now(of: identifier)]
                // The sleep throws when the work is done.
                while (try? await Task.sleep(for: pause)) != nil { samples.append(now(of: identifier)) }
                return samples
            }
            group.addTask {
                await other()
                return []
            }
            let value = try await work()
            group.cancelAll()
            return (value, try await group.reduce(into: []) { $0 += $1 })
        }
    }
}
