import Metrics

/// What monitoring reads of how many help requests there are, and what becomes of them.
public enum HelpRequestCounters {
    /// Makes all of a call centre's counters. Prometheus sees no increase from *not there* to 1: where a bridge has just
    /// been started, the first requests that nobody answers would raise no alert.
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
