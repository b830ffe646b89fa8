import Foundation
import Histogram

/// Latencies in microseconds, and their usual percentiles.
struct Latencies {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(_ latency: Duration) {
        histogram.record(UInt64(max(0, latency / .microseconds(1))))
    }

    var count: Int { Int(histogram.totalCount) }

    /// Returns a percentile in milliseconds.
    func milliseconds(_ percentile: Double) -> Double {
        Double(histogram.valueAtPercentile(percentile)) / 1000
    }

    func line(_ title: String) -> String {
        let figures = [50.0, 99, 100].map { String(format: "%7.2f", milliseconds($0)) }
        let name = title.padding(toLength: 46, withPad: " ", startingAt: 0)
        return "\(name) p50 \(figures[0])  p99 \(figures[1])  max \(figures[2])  n \(histogram.totalCount)"
    }
}
