import ConcurrencyPrimitives
import HelpDesk
import Logging

/// Sends the log to standard error, where the service supervisor collects it.
enum LoggingSetup {
    private static let threshold = Locked(Logger.Level.info)

    /// What is less than this is not logged; may be changed while the bridge runs.
    static func set(level: Logger.Level) {
        threshold.withLock { $0 = level }
    }

    static func start(level: Logger.Level, format: LogFormat) -> Logger {
        set(level: level)
        LoggingSystem.bootstrap { label in
            BridgeLogHandler(label: label, format: format, threshold: threshold, output: LogOutput.standardError)
        }
        return Logger(label: "helpbridge")
    }
}
