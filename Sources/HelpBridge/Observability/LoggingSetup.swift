import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging

/// Sends the log to standard error, where the service manager collects it.
enum LoggingSetup {
    private static let threshold = Locked(Logger.Level.info)
    /// The output; `nil` if nothing is logged.
    private static let output = Locked<LogOutput?>(nil)

    /// Sets the lowest level that is logged; it may change while the bridge runs.
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

    /// Waits briefly until the log is written, before the process ends.
    ///
    /// - Returns: whether everything was written.
    @discardableResult
    static func flush() -> Bool {
        output.withLock { $0 }?.flush(within: 1) ?? true
    }
}
