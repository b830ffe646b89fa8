import Foundation
import Logging

/// Keeps what is logged.
final class LogRecorder: @unchecked Sendable {  // `lines` is only touched under the lock
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata

        /// Everything in it, as a log file would show it.
        var text: String { "\(message) \(metadata)" }
    }

    private let lock = NSLock()
    private var kept: [Line] = []

    var lines: [Line] { lock.withLock { kept } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(recorder: self) }
    }

    private func add(_ line: Line) {
        lock.withLock { kept.append(line) }
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
            recorder.add(
                Line(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:]))
        }
    }
}
