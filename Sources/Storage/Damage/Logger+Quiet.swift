public import Logging

extension Logger {
    /// A logger without output, for commands, which throw their errors.
    public static let quiet = Logger(label: "helpbridge") { _ in SwiftLogNoOpLogHandler() }
}
