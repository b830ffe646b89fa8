import Foundation
public import Logging

/// Keeps what is logged.
public final class LogRecorder: @unchecked Sendable {  // `kept` is only touched under the lock
    public struct Line: Sendable {
        public let level: Logger.Level
        public let message: String
        public let metadata: Logger.Metadata

        /// Everything in it, as a log file would show it.
        public var text: String { "\(message) \(metadata)" }
    }

    private let lock = NSLock()
    private var kept: [Line] = []
    private let (stream, continuation) = AsyncStream.makeStream(of: Line.self)

    public init() {}

    /// A logger that writes here, whatever the level.
    public var logger: Logger {
        Logger(label: "test") { _ in Handler(recorder: self) }
    }

    public var lines: [Line] { lock.withLock { kept } }

    public func messages(at level: Logger.Level) -> [String] {
        lines.filter { $0.level == level }.map(\.message)
    }

    /// How often a message was logged.
    public func count(_ message: String) -> Int {
        lines.count { $0.message == message }
    }

    /// Waits for the next message at a level; a message is waited for once.
    public func next(at level: Logger.Level) async throws -> String {
        for await line in stream where line.level == level { return line.message }
        throw CancellationError()
    }

    private func add(_ line: Line) {
        // Appended to in place, the array would be written to where somebody has read their copy of it: rightly so, but
        // ThreadSanitizer does not see that they have let go of it.
        lock.withLock { kept = kept + [line] }
        continuation.yield(line)
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.add(Line(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:]))
        }
    }
}
