/// Holds what the bridge has counted and measured.
public protocol MetricsSource: Sendable {
    /// Everything, in the text format of Prometheus.
    func text() -> String
}
