import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging

/// Writes the log, in the format and from the level that are configured.
struct BridgeLogHandler: LogHandler {
    let label: String
    let format: LogFormat
    /// Shared by all: the level may change while the bridge runs.
    let threshold: Locked<Logger.Level>
    let output: @Sendable (_ line: String) -> Void
    var metadata: Logger.Metadata = [:]
    private var ownLevel: Logger.Level?

    init(
        label: String, format: LogFormat, threshold: Locked<Logger.Level>,
        output: @escaping @Sendable (_ line: String) -> Void
    ) {
        self.label = label
        self.format = format
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
            format.line(
                "\(event.message)", level: event.level, logger: label, source: event.source, metadata: all, at: Date()))
    }
}
