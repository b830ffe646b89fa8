import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging

/// Writes log events at or above the configured level.
struct BridgeLogHandler: LogHandler {
    let label: String
    /// Shared by all handlers, since the level may change while the bridge runs.
    let threshold: Locked<Logger.Level>
    let output: @Sendable (LogLine) -> Void
    var metadata: Logger.Metadata = [:]
    private var ownLevel: Logger.Level?

    init(label: String, threshold: Locked<Logger.Level>, output: @escaping @Sendable (LogLine) -> Void) {
        self.label = label
        self.threshold = threshold
        self.output = output
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? threshold.withLock { $0 } }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error { all["error"] = "\(error)" }
        output(
            LogLine(
                message: "\(event.message)", level: event.level, logger: label, source: event.source, metadata: all,
                time: Date()))
    }
}
