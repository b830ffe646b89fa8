import ConcurrencyPrimitives
import Foundation

/// The content of one supervisor's event stream, with its arrival times.
final class Screen: Sendable {
    /// The states of a call: accepted, ringing the operator, ringing the helper, connected, completed.
    static let statesOfACall = 5

    private let pieces = Locked<[(content: [UInt8], at: Date)]>([])

    func show(_ content: [UInt8]) {
        let now = Date()
        pieces.withLock { $0.append((content, now)) }
    }

    /// The time from each change of a request, dated just before its commit, to its arrival here. It may be a
    /// millisecond short, as dates are rounded.
    var delays: [Duration] {
        var rest = ""
        var delays: [Duration] = []
        for (content, at) in pieces.withLock({ $0 }) {
            rest += String(decoding: content, as: UTF8.self)
            var lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
            // The last line may continue in the next piece.
            rest = lines.popLast().map(String.init) ?? ""
            for case let date? in lines.map(Self.date) {
                delays.append(.seconds(at.timeIntervalSince(date)))
            }
        }
        return delays
    }

    /// Returns the date of the change in a line of an event.
    private static func date(_ line: Substring) -> Date? {
        let label = "\"updatedAt\":\""
        guard line.hasPrefix("data:"), let start = line.range(of: label)?.upperBound else { return nil }
        let text = String(line[start...].prefix { $0 != "\"" })
        return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
