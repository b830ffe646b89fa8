import Administration
import CoreMetrics
import HTTPTypes
import Testing
import WebTestSupport

@testable import WebAPI

@Suite("GET /metrics")
struct MetricsTests {
    @Test("GET /metrics writes counters, gauges and histograms as Prometheus reads them")
    func text() {
        let metrics = PrometheusMetrics()
        let dimensions = [("source", "ma\"in"), ("result", "found")]
        for _ in 0..<3 { Counter(label: "lookups_total", dimensions: dimensions, factory: metrics).increment() }
        Counter(label: "lookups_total", dimensions: [("source", "b"), ("result", "error")], factory: metrics)
            .increment(by: 2)
        Meter(label: "open", factory: metrics).set(7)
        let timer = Timer(label: "lookup.seconds", dimensions: [], preferredDisplayUnit: .seconds, factory: metrics)
        for milliseconds in [1, 3, 400, 200_000] { timer.recordMilliseconds(milliseconds) }
        let lines = metrics.text().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE lookup_seconds histogram")
        for line in [
            "# TYPE lookups_total counter", #"lookups_total{result="error",source="b"} 2"#,
            #"lookups_total{result="found",source="ma\"in"} 3"#, "# TYPE open gauge", "open 7",
            #"lookup_seconds_bucket{le="0.001"} 1"#, #"lookup_seconds_bucket{le="0.005"} 2"#,
            #"lookup_seconds_bucket{le="0.5"} 3"#, #"lookup_seconds_bucket{le="120"} 3"#,
            #"lookup_seconds_bucket{le="+Inf"} 4"#, "lookup_seconds_count 4",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.count { $0.hasPrefix("# TYPE lookups_total") } == 1)
    }

    @Test("GET /metrics says what each metric of the bridge means, before its type")
    func descriptions() {
        let metrics = PrometheusMetrics()
        for name in MetricDescriptions.all.keys { Counter(label: name, factory: metrics).increment() }
        let lines = metrics.text().split(separator: "\n").map(String.init)
        for (name, description) in MetricDescriptions.all {
            let help = lines.firstIndex(of: "# HELP \(name) \(description)")
            #expect(help != nil && help.map { lines[$0 + 1] } == "# TYPE \(name) counter")
        }
        #expect(
            PrometheusText.gauge("helpbridge_disk_free_bytes", 1.5).hasSuffix("gauge\nhelpbridge_disk_free_bytes 1.5\n")
        )
    }

    @Test("GET /metrics needs no token, and tells which parts work")
    func served() async throws {
        var site = TestSite()
        site.readiness.components.append(.init(.source("crm"), isUp: false))
        Counter(label: "helpbridge_lookups_total", factory: site.metrics).increment()
        try await site.test { client in
            let answer = try await client.send(.get, "/metrics", token: nil)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            for line in [
                "helpbridge_lookups_total 1", #"helpbridge_up{component="database"} 1"#,
                #"helpbridge_up{component="source:crm"} 0"#,
            ] {
                #expect(answer.text.contains(line + "\n"))
            }
        }
    }
}
