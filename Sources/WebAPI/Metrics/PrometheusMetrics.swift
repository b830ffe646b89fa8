import ConcurrencyPrimitives
public import CoreMetrics
import HelpDesk

/// Collects the metrics recorded through swift-metrics, and writes them in the text format of Prometheus.
///
/// Aggregating recorders and timers become histograms, those of timers in seconds.
public final class PrometheusMetrics: MetricsFactory, MetricsSource {
    private struct Key: Hashable {
        let name: String
        let labels: [[String]]

        init(_ label: String, _ dimensions: [(String, String)]) {
            name = PrometheusText.name(label)
            labels = dimensions.sorted { $0.0 < $1.0 }.map { [$0.0, $0.1] }
        }

        var pairs: [(String, String)] { labels.map { ($0[0], $0[1]) } }
    }

    private let series = Locked<[Key: any PrometheusSeries]>([:])

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        one(label, dimensions) { PrometheusValue(kind: .counter) }
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return one(label, dimensions) { PrometheusValue(kind: .gauge) } }
        return one(label, dimensions) { PrometheusHistogram(scale: 1) }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        one(label, dimensions) { PrometheusValue(kind: .gauge) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        // Timers record nanoseconds.
        one(label, dimensions) { PrometheusHistogram(scale: 1e-9) }
    }

    // A series lives as long as the process: a counter that started again would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    public func text() -> String {
        let all = series.withLock { $0 }
        var text = ""
        for (name, group) in Dictionary(grouping: all, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            guard let kind = group.first?.value.kind else { continue }
            text += PrometheusText.head(name, kind)
            let lines = group.sorted { $0.key.labels.lexicographicallyPrecedes($1.key.labels, by: { $0[1] < $1[1] }) }
            for (key, one) in lines { text += one.lines(name, key.pairs) }
        }
        return text
    }

    /// Returns the series of a name and its labels; a name keeps the kind with which it was first used.
    private func one<Series: PrometheusSeries>(
        _ label: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let key = Key(label, dimensions)
        return series.withLock { series in
            if let present = series[key] as? Series { return present }
            let made = make()
            // A metric of another kind with the same name is not registered, because the text format does not allow
            // both.
            if series[key] == nil { series[key] = made }
            return made
        }
    }
}
