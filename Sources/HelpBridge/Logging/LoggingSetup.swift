import ConcurrencyPrimitives
import HelpDesk
import Logging

/// Sends the log to standard error, where the service supervisor collects it.
enum LoggingSetup {
    private static let threshold = Locked(Logger.Level.info)

    /// What is less than this is not logged; may be changed while the bridge runs.
    static var level: Logger.Level {
        get { threshold.withLock { $0 } }
        set { threshold.withLock { $0 = newValue } }
    }

    static func start(level: Logger.Level, format: LogFormat) -> Logger {
        self.level = level
        LoggingSystem.bootstrap { label in
            BridgeLogHandler(label: label, format: format, threshold: threshold, output: LogOutput.standardError)
        }
        return Logger(label: "helpbridge")
    }
}
