import Foundation
import Logging

/// What one line of the log says.
struct LogLine: Sendable {
    var message: String
    var level: Logger.Level
    var logger: String
    /// The module that says it.
    var source: String
    var metadata: Logger.Metadata
    var time: Date
}
