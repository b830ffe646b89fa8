import Foundation
import Logging
import WebServer

/// `log.format`: how a line of the log is written.
enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, logger, `key=value`, message.
    case text
    /// For programs: one object a line, with the metadata beside `time`, `level`, `logger` and `message`.
    case json

    private static let ownKeys = ["time", "level", "logger", "message"]

    /// - Returns: one line, with its end; whatever the values hold, it has no other.
    func line(
        _ message: String, level: Logger.Level, logger: String, source: String, metadata: Logger.Metadata, at now: Date
    ) -> String {
        let time = Timestamp.text(now)
        let pairs = Self.flat(metadata).sorted { $0.key < $1.key }
        switch self {
        case .text:
            let values = pairs.map { " \(LogText.escaped($0.key))=\(LogText.escaped($0.value))" }.joined()
            return "\(time) \(level) \(LogText.escaped(logger)):\(values) [\(source)] \(LogText.escaped(message))\n"
        case .json:
            let own = zip(Self.ownKeys, [time, "\(level)", logger, message])
            let others = pairs.map { (Self.ownKeys.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
            let members = (own + others).map { "\(LogText.json($0.0)):\(LogText.json($0.1))" }
            return "{\(members.joined(separator: ","))}\n"
        }
    }

    /// Dictionaries within the metadata as keys with full stops.
    private static func flat(_ metadata: Logger.Metadata, under path: String = "") -> [(key: String, value: String)] {
        metadata.flatMap { key, value -> [(key: String, value: String)] in
            guard case .dictionary(let inner) = value else { return [(path + key, "\(value)")] }
            return flat(inner, under: "\(path)\(key).")
        }
    }
}
