import HelpDesk
import Logging
import Metrics

/// Writes one line, and counts, for each source asked.
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
        let isUsual = [.found, .notFound, .cached].contains(answer.result)
        logger.log(level: isUsual ? .info : .warning, "manager lookup", metadata: metadata)
        Counter(
            label: "helpbridge_lookups_total",
            dimensions: [("source", line.source.id), ("result", answer.result.rawValue)]
        ).increment()
        Timer(label: "helpbridge_lookup_seconds", dimensions: [("source", line.source.id)])
            .recordMilliseconds(line.milliseconds)
    }
}
