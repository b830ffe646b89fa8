import CoreMetrics
import WebAPI

/// Sets up the metrics of the process.
enum MetricsSetup {
    /// Starts collecting metrics; to be called once per process, as swift-metrics requires.
    static func start() -> PrometheusMetrics {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }
}
