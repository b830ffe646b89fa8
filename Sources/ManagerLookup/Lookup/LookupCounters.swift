public import HelpDesk
import Metrics

/// The metrics of queries to each source, by result.
public enum LookupCounters {
    /// Creates all counters of a call centre at zero: Prometheus sees no increase from an absent counter to 1, such as
    /// the first failed lookup.
    public static func prepare(for callCenter: CallCenter) {
        let results = LookupReport.Result.allCases.map(\.rawValue) + SourceAnswer.Remark.allCases.map(\.rawValue)
        for source in callCenter.sources.keys {
            for result in results { _ = asked(source, result) }
        }
    }

    /// - Parameters:
    ///   - source: the id of the source.
    ///   - result: the result of the answer, or the remark on it.
    static func asked(_ source: String, _ result: String) -> Counter {
        Counter(label: "helpbridge_lookups_total", dimensions: [("source", source), ("result", result)])
    }
}
