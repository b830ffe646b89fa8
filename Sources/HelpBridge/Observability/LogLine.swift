import Foundation
import Logging

/// The contents of one log line.
struct LogLine: Sendable {
    var message: String
    var level: Logger.Level
    var logger: String
    /// The module that logs it.
    var source: String
    var metadata: Logger.Metadata
    var time: Date
}
