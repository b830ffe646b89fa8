public import Logging

extension Logger {
    /// Says nothing: for commands, which throw what goes wrong.
    public static let quiet = Logger(label: "helpbridge") { _ in SwiftLogNoOpLogHandler() }
}
