import Foundation

/// The resources that a process uses at a moment.
struct ProcessUsage: Sendable {
    /// The resident memory, in kilobytes.
    var memory = 0
    /// The resident memory of the process's children, in kilobytes.
    var workerMemory = 0
    var threads = 0
    var descriptors = 0

    /// Returns the current usage; zeros if the process is gone.
    static func now(of identifier: Int32) -> ProcessUsage {
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
        let memory = ProcessMemory.now(of: identifier)
        return ProcessUsage(
            memory: memory.own, workerMemory: memory.children,
            threads: ProcessMemory.field("Threads:", of: identifier), descriptors: descriptors ?? 0)
    }

    /// Samples a process at an interval while work runs, and until it is done.
    ///
    /// - Returns: the result of the work, and the samples in order.
    static func watching<Value>(
        _ identifier: Int32, every pause: Duration, besides other: @escaping @Sendable () async -> Void = {},
        _ work: () async throws -> Value
    ) async throws -> (value: Value, samples: [ProcessUsage]) {
        try await withThrowingTaskGroup(of: [ProcessUsage].self) { group in
            group.addTask {
                var samples = [now(of: identifier)]
                // The sleep throws once the work is done.
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
