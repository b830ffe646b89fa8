import Metrics

/// The metrics of help requests and their outcomes.
public enum HelpRequestCounters {
    /// Creates all of a call centre's counters.
    ///
    /// Prometheus sees no increase when a counter first appears with the value 1, so the first unanswered requests
    /// after a start would raise no alert.
    public static func prepare(for callCenter: CallCenter) {
        for route in callCenter.routes.keys {
            _ = accepted(route)
            for outcome in Outcome.allCases { _ = ended(route, outcome) }
        }
    }

    static func accepted(_ route: String) -> Counter {
        Counter(label: "helpbridge_help_requests_total", dimensions: [("route", route)])
    }

    static func ended(_ route: String, _ outcome: Outcome?) -> Counter {
        Counter(
            label: "helpbridge_help_requests_ended_total",
            dimensions: [("route", route), ("outcome", outcome?.rawValue ?? "none")])
    }
}
