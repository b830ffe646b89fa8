import ConcurrencyPrimitives
import CoreMetrics
import HelpDesk

/// The values of one name with one set of labels.
protocol PrometheusSeries: AnyObject, Sendable {
    var kind: PrometheusKind { get }
    /// Returns the series' lines in the text format.
    func lines(_ name: String, _ labels: [(String, String)]) -> String
}

enum PrometheusKind: String, Sendable {
    case counter, gauge, histogram
}

/// A counter or a gauge.
final class PrometheusValue: PrometheusSeries, CounterHandler, MeterHandler, RecorderHandler {
    let kind: PrometheusKind
    private let value = Locked(0.0)

    init(kind: PrometheusKind) {
        self.kind = kind
    }

    func increment(by amount: Int64) { value.withLock { $0 += Double(amount) } }
    func reset() { value.withLock { $0 = 0 } }
    func set(_ newValue: Int64) { value.withLock { $0 = Double(newValue) } }
    func set(_ newValue: Double) { value.withLock { $0 = newValue } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ newValue: Int64) { set(newValue) }
    func record(_ newValue: Double) { set(newValue) }

    func lines(_ name: String, _ labels: [(String, String)]) -> String {
        "\(name)\(PrometheusText.labels(labels)) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// A histogram with buckets for a caller's waiting times: a millisecond to two minutes.
///
/// An alert rule uses 0.8 s.
final class PrometheusHistogram: PrometheusSeries, TimerHandler, RecorderHandler {
    static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2.5, 5, 10, 30, 60, 120,
    ]

    private struct State {
        var buckets = [Int](repeating: 0, count: PrometheusHistogram.bounds.count)
        var sum = 0.0
        var count = 0
    }

    let kind = PrometheusKind.histogram
    private let scale: Double
    private let state = Locked(State())

    /// - Parameter scale: the factor for recorded values.
    init(scale: Double) {
        self.scale = scale
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }

    func record(_ value: Double) {
        let scaled = value * scale
        state.withLock { state in
            state.sum += scaled
            state.count += 1
            if let bucket = Self.bounds.firstIndex(where: { scaled <= $0 }) { state.buckets[bucket] += 1 }
        }
    }

    func lines(_ name: String, _ labels: [(String, String)]) -> String {
        let state = state.withLock { $0 }
        var text = ""
        var sum = 0
        for (bound, count) in zip(Self.bounds, state.buckets) {
            sum += count
            text +=
                "\(name)_bucket\(PrometheusText.labels(labels + [("le", "\(PrometheusText.number(bound))")])) \(sum)\n"
        }
        text += "\(name)_bucket\(PrometheusText.labels(labels + [("le", "+Inf")])) \(state.count)\n"
        text += "\(name)_sum\(PrometheusText.labels(labels)) \(PrometheusText.number(state.sum))\n"
        text += "\(name)_count\(PrometheusText.labels(labels)) \(state.count)\n"
        return text
    }
}
