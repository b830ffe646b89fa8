import Logging
import ServiceLifecycle
import Telephony

/// Runs services with their PBX as long as the body runs, and stops them gracefully.
func whileRunning(
    _ services: [any Service], with pbx: SimulatedPBX, _ body: () async throws -> Void
) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let group = ServiceGroup(configuration: .init(services: [pbx] + services, logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await pbx.wait { $0.status.isConnected }
            try await body()
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Waits for something of which nobody tells.
func waitUntil(_ isSo: () async -> Bool) async throws {
    while await !isSo() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
