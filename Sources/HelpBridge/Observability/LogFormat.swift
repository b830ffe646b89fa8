import Foundation
import Logging
import WebServer

/// `log.format`: the format of log lines.
enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, logger, `key=value`, message.
    case text
    /// For programs: one object per line, with the metadata next to `time`, `level`, `logger` and `message`.
    case json

    private static let ownKeys = ["time", "level", "logger", "message"]

    /// - Returns: the line with its line ending; other line endings are escaped.
    func text(of line: LogLine) -> String {
        let time = Timestamp.text(line.time)
        let pairs = Self.flat(line.metadata).sorted { $0.key < $1.key }
        switch self {
        case .text:
            let values = pairs.map { " \(LogText.escaped($0.key))=\(LogText.escaped($0.value))" }.joined()
            let origin = "\(line.level) \(LogText.escaped(line.logger)):\(values) [\(line.source)]"
            return "\(time) \(origin) \(LogText.escaped(line.message))\n"
        case .json:
            let own = zip(Self.ownKeys, [time, "\(line.level)", line.logger, line.message])
            let others = pairs.map { (Self.ownKeys.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
            let members = (own + others).map { "\(LogText.json($0.0)):\(LogText.json($0.1))" }
            return "{\(members.joined(separator: ","))}\n"
        }
    }

    /// Flattens nested dictionaries of the metadata to dotted keys.
    private static func flat(_ metadata: Logger.Metadata, under path: String = "") -> [(key: String, value: String)] {
        metadata.flatMap { key, value -> [(key: String, value: String)] in
            guard case .dictionary(let inner) = value else { return [(path + key, "\(value)")] }
            return flat(inner, under: "\(path)\(key).")
        }
    }
}
