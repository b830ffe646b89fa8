import Foundation
import Logging

/// Keeps the messages that were logged.
///
/// `@unchecked Sendable`: `messages` is guarded by `lock`.
final class MessageLog: @unchecked Sendable {
    private let lock = NSLock()
    private var messages: [String] = []

    var logger: Logger {
        Logger(label: "test") { _ in MessageLogHandler(log: self) }
    }

    func append(_ message: String) {
        lock.withLock { messages.append(message) }
    }

    func count(_ message: String) -> Int {
        lock.withLock { messages.filter { $0 == message }.count }
    }
}

private struct MessageLogHandler: LogHandler {
    let log: MessageLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.append("\(event.message)")
    }
}
