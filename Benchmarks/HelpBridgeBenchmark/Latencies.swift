import Foundation
import Histogram

/// Latencies in microseconds, and their usual percentiles.
struct Latencies {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(_ latency: Duration) {
        histogram.record(UInt64(max(0, latency / .microseconds(1))))
    }

    func line(_ title: String) -> String {
        func milliseconds(_ percentile: Double) -> String {
            String(format: "%7.2f", Double(histogram.valueAtPercentile(percentile)) / 1000)
        }
        let name = title.padding(toLength: 46, withPad: " ", startingAt: 0)
        return "\(name) p50 \(milliseconds(50))  p99 \(milliseconds(99))  max \(milliseconds(100))"
            + "  n \(histogram.totalCount)"
    }
}
