import ConcurrencyPrimitives
public import Logging
public import ServiceLifecycle

/// Copies SQLite's write-ahead log into the database beside the commits of a bridge, so that none of them waits for it.
///
/// Whoever opens a database without this, such as a command, copies it with their commits, as SQLite does by default.
public struct CheckpointService: Service {
    private let checkpoints: any Checkpoints
    private let growth: LogGrowth
    private let logger: Logger
    private let thread = ThreadPool(count: 1, name: "checkpoints")

    /// - Throws: ``StorageError/cannotOpen(path:reason:)``.
    public static func open(_ database: HelpDeskDatabase, logger: Logger) async throws -> CheckpointService {
        try await open(database, limits: LogLimits(), logger: logger)
    }

    static func open(
        _ database: HelpDeskDatabase, limits: LogLimits, logger: Logger
    ) async throws -> CheckpointService {
        let growth = LogGrowth(step: limits.step)
        let checkpoints = try await ThreadPool.database.complete {
            do {
                return try LogCheckpoints(database, growth: growth, limits: limits)
            } catch {
                throw StorageError.cannotOpen(path: database.path, reason: StorageError.reason(of: error))
            }
        }
        return CheckpointService(checkpoints, growth: growth, logger: logger)
    }

    init(_ checkpoints: any Checkpoints, growth: LogGrowth, logger: Logger) {
        self.checkpoints = checkpoints
        self.growth = growth
        self.logger = logger
    }

    /// Works until the program is stopped, and copies what is left then. What a disk does not take is logged once, and
    /// tried again.
    public func run() async throws {
        try await thread.complete { [checkpoints] in try checkpoints.begin() }
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                let seen = growth.due.value
                if await carryOut(&isFailing) {
                    await growth.due.wait(past: seen)
                } else {
                    await growth.due.wait(past: seen, atMost: .seconds(1))
                }
            }
        }
        do {
            try await thread.complete { [checkpoints] in try checkpoints.end() }
        } catch {
            log(error)
        }
    }

    private func carryOut(_ isFailing: inout Bool) async -> Bool {
        do {
            let isComplete = try await thread.complete { [checkpoints] in try checkpoints.carryOut() }
            if isComplete, isFailing {
                logger.notice("the database's log can be copied into it again")
                isFailing = false
            }
            return isComplete
        } catch {
            if !isFailing { log(error) }
            isFailing = true
            return false
        }
    }

    private func log(_ error: any Error) {
        logger.error(
            "the database's log cannot be copied into it, and grows",
            metadata: ["error": "\(StorageError.translating(error))"])
    }
}
