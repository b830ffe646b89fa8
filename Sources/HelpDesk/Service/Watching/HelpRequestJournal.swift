import Logging
import Metrics

/// A journal that logs and counts the states of help requests.
struct HelpRequestJournal: Sendable {
    /// The key of the HTTP request's id in the metadata of a help request's logger.
    static let originKey = "hb.request.id"

    /// The logger, whose lines carry the help request's id.
    let logger: Logger

    func accepted(_ request: HelpRequest, isDialled: Bool) {
        logger.info(
            "help request",
            metadata: [
                "state": "accepted", "operator": "\(request.operator)",
                "route": "\(request.route)", "dialled": "\(isDialled)",
            ])
        HelpRequestCounters.accepted(request.route).increment()
    }

    /// Logs and counts that a request entered another state.
    func entered(_ request: HelpRequest) {
        logger.info("help request", metadata: Self.state(of: request))
        if request.state == .connected {
            Timer(label: "helpbridge_connect_seconds", dimensions: [("route", request.route)])
                .recordMilliseconds(request.createdAt.milliseconds(until: request.updatedAt))
        }
        if request.state.isEnd {
            logger.info("help request is over", metadata: Self.summary(of: request))
            HelpRequestCounters.ended(request.route, request.outcome).increment()
        }
    }

    private static func state(of request: HelpRequest) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["state": "\(request.state.rawValue)"]
        if let outcome = request.outcome { metadata["outcome"] = "\(outcome.rawValue)" }
        if let manager = request.manager { metadata["manager"] = "\(manager.extension)" }
        return metadata
    }

    /// Returns the summary of an ended request, in one line: who asked, the result of each source, who was rung with
    /// what result, and the duration.
    ///
    /// It names no customer and quotes nobody.
    static func summary(of request: HelpRequest) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "state": "\(request.state.rawValue)", "operator": "\(request.operator)", "route": "\(request.route)",
            "department": "\(request.department)", "mode": "\(request.mode.rawValue)",
            "urgency": "\(request.urgency.rawValue)",
            "milliseconds": "\(request.createdAt.milliseconds(until: request.updatedAt))",
        ]
        if let outcome = request.outcome { metadata["outcome"] = "\(outcome.rawValue)" }
        if let manager = request.manager { metadata["manager"] = "\(manager.extension)" }
        if let fallback = request.fallback { metadata["fallback"] = "\(fallback.rawValue)" }
        if let connected = request.timeline.first(where: { $0.state == .connected }) {
            metadata["connectedAfterMilliseconds"] = "\(request.createdAt.milliseconds(until: connected.at))"
        }
        if !request.lookup.isEmpty {
            let lookups = request.lookup.map { "\($0.source) \($0.result.rawValue) \($0.milliseconds) ms" }
            metadata["lookup"] = "\(lookups.joined(separator: ", "))"
        }
        if !request.attempts.isEmpty {
            metadata["attempts"] = "\(request.attempts.map { summary(of: $0) }.joined(separator: ", "))"
        }
        if !request.passedOver.isEmpty {
            let passedOver = request.passedOver.map { "\($0.extension) \($0.reason.rawValue)" }
            metadata["passedOver"] = "\(passedOver.joined(separator: ", "))"
        }
        if !request.supervisors.isEmpty {
            let visits = request.supervisors.map { "\($0.extension) \($0.mode.rawValue) \($0.state.rawValue)" }
            metadata["supervisors"] = "\(visits.joined(separator: ", "))"
        }
        return metadata
    }

    /// Returns the summary of an attempt, such as `200 no_answer 20011 ms SIP 480 Q.850 19`.
    private static func summary(of attempt: RingAttempt) -> String {
        var words = [attempt.extension, attempt.result?.rawValue ?? "ringing"]
        if let milliseconds = attempt.milliseconds { words.append("\(milliseconds) ms") }
        if let sip = attempt.cause?.sip { words.append("SIP \(sip)") }
        if let cause = attempt.cause?.q850 { words.append("Q.850 \(cause)") }
        return words.joined(separator: " ")
    }
}
