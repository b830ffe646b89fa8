import Logging

/// Sends the log to standard error, where the service supervisor collects it.
enum LoggingSetup {
    static func start(level: Logger.Level) -> Logger {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "helpbridge")
    }
}
