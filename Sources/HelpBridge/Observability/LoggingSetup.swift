import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging

/// Sends the log to standard error, where the service supervisor collects it.
enum LoggingSetup {
    private static let threshold = Locked(Logger.Level.info)
    /// `nil` where nothing is logged.
    private static let output = Locked<LogOutput?>(nil)

    /// What is less than this is not logged; may be changed while the bridge runs.
    static func set(level: Logger.Level) {
        threshold.withLock { $0 = level }
    }

    static func start(level: Logger.Level, format: LogFormat) -> Logger {
        set(level: level)
        let output = LogOutput(STDERR_FILENO, format: format)
        self.output.withLock { $0 = output }
        LoggingSystem.bootstrap { label in
            BridgeLogHandler(label: label, threshold: threshold, output: output.write)
        }
        return Logger(label: "helpbridge")
    }

    /// Waits until what was logged is written, for a moment at most; before the process ends.
    ///
    /// - Returns: whether it is written.
    @discardableResult
    static func flush() -> Bool {
        output.withLock { $0 }?.flush(within: 1) ?? true
    }
}
