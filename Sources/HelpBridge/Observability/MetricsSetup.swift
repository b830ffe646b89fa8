import CoreMetrics
import WebAPI

/// Collects what the parts of the process count and measure.
enum MetricsSetup {
    /// Once a process, as swift-metrics wants it.
    static func start() -> PrometheusMetrics {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }
}
