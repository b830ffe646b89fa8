public import Logging
public import ServiceLifecycle

/// Runs the ``Retention`` once an hour.
public struct RetentionService: Service {
    private let retention: Retention
    private let logger: Logger

    public init(retention: Retention, logger: Logger) {
        self.retention = retention
        self.logger = logger
    }

    /// Removes old data at once and then every hour until the program stops.
    ///
    /// A failure is logged, and removal is tried again an hour later.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await pruneOnce()
                guard (try? await Task.sleep(for: .seconds(3600))) != nil else { return }  // Cancelled: we stop.
            }
        }
    }

    private func pruneOnce() async {
        do {
            let removal = try await retention.prune()
            guard removal != Retention.Removal(requests: 0, idempotencyKeys: 0) else { return }
            logger.info(
                "old records removed",
                metadata: [
                    "requests": "\(removal.requests)", "idempotencyKeys": "\(removal.idempotencyKeys)",
                    "webhookDeliveries": "\(removal.webhookDeliveries)",
                    "auditEntries": "\(removal.auditEntries)", "sessions": "\(removal.sessions)",
                ])
        } catch is CancellationError {
            return
        } catch {
            logger.error("old records could not be removed", metadata: ["error": "\(error)"])
        }
    }
}
