/// The source of the bridge's metrics.
public protocol MetricsSource: Sendable {
    /// Returns all metrics in the text format of Prometheus.
    func text() -> String
}
