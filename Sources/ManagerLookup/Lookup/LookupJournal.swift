import HelpDesk
import Logging
import Metrics

/// Logs and counts each queried source.
struct LookupJournal: Sendable {
    let logger: Logger

    func note(_ line: LookupRecord.Line, of question: LookupQuestion) {
        let answer = line.answer
        let isCached = answer.result == .cached
        var metadata: Logger.Metadata = [
            "operator": "\(question.operator.extension)", "source": "\(line.source.reportName)",
            "result": "\(answer.result.rawValue)", "milliseconds": "\(line.milliseconds)",
            "cache": isCached ? "hit" : "miss", "steps": "\(answer.requests)",
        ]
        if let detail = answer.detail { metadata["detail"] = "\(detail)" }
        if let message = answer.message { metadata["message"] = "\(message)" }
        logger.log(level: Self.isUsual(answer) ? .info : .warning, "manager lookup", metadata: metadata)
        LookupCounters.asked(line.source.id, answer.remark?.rawValue ?? answer.result.rawValue).increment()
        guard Self.hasAnswered(answer) else { return }
        Timer(label: "helpbridge_lookup_seconds", dimensions: [("source", line.source.id)])
            .recordMilliseconds(line.milliseconds)
    }

    private static func isUsual(_ answer: SourceAnswer) -> Bool {
        switch answer.remark {
        case .overtaken, .notAsked: true
        case .stale: false
        case nil: [.found, .notFound, .cached].contains(answer.result)
        }
    }

    /// Returns whether the duration is a measure of the source's speed.
    private static func hasAnswered(_ answer: SourceAnswer) -> Bool {
        switch answer.remark {
        case .overtaken, .notAsked: false
        case .stale: answer.requests > 0
        case nil: ![.cached, .circuitOpen].contains(answer.result)
        }
    }
}
