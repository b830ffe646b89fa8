import Logging
import Metrics

/// Logs and counts what becomes of help requests.
struct HelpRequestJournal: Sendable {
    /// The key of the HTTP request's id in the metadata of a help request's logger.
    static let originKey = "hb.request.id"

    /// Its lines carry the help request's id.
    let logger: Logger

    func accepted(_ request: HelpRequest, isDialled: Bool) {
        logger.info(
            "help request",
            metadata: [
                "state": "accepted", "operator": "\(request.operator)",
                "route": "\(request.route)", "dialled": "\(isDialled)",
            ])
        Counter(label: "helpbridge_help_requests_total", dimensions: [("route", request.route)]).increment()
    }

    /// Logs and counts a transition, unless the state is the same as before.
    func note(_ request: HelpRequest, after before: HelpRequest) {
        guard request.state != before.state else { return }
        var metadata: Logger.Metadata = ["state": "\(request.state.rawValue)"]
        if let outcome = request.outcome { metadata["outcome"] = "\(outcome.rawValue)" }
        if let manager = request.manager { metadata["manager"] = "\(manager.extension)" }
        logger.info("help request", metadata: metadata)
        if request.state == .connected {
            Timer(label: "helpbridge_connect_seconds", dimensions: [("route", request.route)])
                .recordMilliseconds(request.createdAt.milliseconds(until: request.updatedAt))
        }
        if request.state.isEnd {
            Counter(
                label: "helpbridge_help_requests_ended_total",
                dimensions: [("route", request.route), ("outcome", request.outcome?.rawValue ?? "none")]
            ).increment()
        }
    }
}
