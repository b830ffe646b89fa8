public import HelpDesk
import Metrics

/// What monitoring reads of how often each source was asked, and what came of it.
public enum LookupCounters {
    /// Makes all of a call centre's counters: Prometheus sees no increase from *not there* to 1, such as the first lookup
    /// that fails.
    public static func prepare(for callCenter: CallCenter) {
        let results = LookupReport.Result.allCases.map(\.rawValue) + SourceAnswer.Remark.allCases.map(\.rawValue)
        for source in callCenter.sources.keys {
            for result in results { _ = asked(source, result) }
        }
    }

    /// - Parameters:
    ///   - source: its id.
    ///   - result: that of the answer, or the remark on it.
    static func asked(_ source: String, _ result: String) -> Counter {
        Counter(label: "helpbridge_lookups_total", dimensions: [("source", source), ("result", result)])
    }
}
