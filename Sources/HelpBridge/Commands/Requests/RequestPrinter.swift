import Foundation
import HelpDesk

/// Prints a help request as it passes through its states.
struct RequestPrinter {
    let json: Bool
    private var printed = 0
    private var lookupPrinted = false

    init(json: Bool) {
        self.json = json
    }

    static func decode<Value: Decodable>(_ data: Data, as: Value.Type = HelpRequest.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
        return try decoder.decode(Value.self, from: data)
    }

    mutating func print(_ request: HelpRequest, raw: Data) {
        guard request.timeline.count > printed || (!json && !lookupPrinted && !request.lookup.isEmpty) else { return }
        if json {
            printed = request.timeline.count
            Console.print(String(decoding: raw, as: UTF8.self))
            return
        }
        for entry in request.timeline[printed...] {
            if entry.state != .accepted { printLookup(request) }
            let remark = LogText.escaped(Self.remark(entry.state, request))
            Console.print("\(Self.clock(entry.at))  \(entry.state.rawValue)\(remark)")
        }
        printed = request.timeline.count
        printLookup(request)
    }

    func printEnd(_ request: HelpRequest) {
        guard !json else { return }
        for attempt in request.attempts {
            let milliseconds = attempt.milliseconds.map { " after \($0) ms" } ?? ""
            let result = attempt.result?.rawValue ?? "ringing"
            Console.print("              rang \(attempt.extension): \(result)\(milliseconds)")
        }
        Console.print("              outcome: \(request.outcome?.rawValue ?? "none")")
    }

    private mutating func printLookup(_ request: HelpRequest) {
        guard !lookupPrinted, !request.lookup.isEmpty else { return }
        lookupPrinted = true
        for report in request.lookup {
            let message = report.message.map { ": \(LogText.escaped($0))" } ?? ""
            Console.print(
                "              asked \(report.source): \(report.result.rawValue) in \(report.milliseconds) ms\(message)"
            )
        }
    }

    private static func remark(_ state: RequestState, _ request: HelpRequest) -> String {
        switch state {
        case .accepted: "  \(request.id)"
        case .ringingOperator: "  \(request.operator)"
        case .ringingManager, .connected:
            request.manager.map { "  \($0.extension)\($0.name.map { " (\($0))" } ?? "")" } ?? ""
        case .completed, .unavailable, .failed, .cancelled, .expired: ""
        }
    }

    private static func clock(_ date: Date) -> String {
        date.formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true).time(includingFractionalSeconds: true))
    }
}
