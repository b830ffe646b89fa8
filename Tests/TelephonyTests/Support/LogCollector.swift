import Foundation
import Logging

/// Keeps what was logged.
final class LogCollector: @unchecked Sendable {  // every access to `lines` is under `lock`
    private let lock = NSLock()
    private var lines: [(level: Logger.Level, message: String)] = []
    private let (stream, continuation) = AsyncStream.makeStream(of: (level: Logger.Level, message: String).self)

    /// A logger that writes here.
    var logger: Logger {
        var logger = Logger(label: "test") { _ in CollectingHandler(collector: self) }
        logger.logLevel = .debug
        return logger
    }

    func messages(at level: Logger.Level) -> [String] {
        lock.withLock { lines.filter { $0.level == level }.map(\.message) }
    }

    /// Waits for the next message at that level; a message is waited for once.
    func next(at level: Logger.Level) async throws -> String {
        for await line in stream where line.level == level { return line.message }
        throw CancellationError()
    }

    fileprivate func add(_ level: Logger.Level, _ message: String) {
        lock.withLock { lines.append((level, message)) }
        continuation.yield((level, message))
    }
}

private struct CollectingHandler: LogHandler {
    let collector: LogCollector
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        collector.add(event.level, event.message.description)
    }
}
