import CurlHTTP
import Foundation

/// The numbers of ended requests, from the bridge's own metrics.
struct EndedRequests {
    var all = 0
    var helped = 0

    static func of(_ bridge: MeasuredBridge) async throws -> EndedRequests {
        let text = String(decoding: try await bridge.get("/metrics").body, as: UTF8.self)
        return text.split(separator: "\n").reduce(into: EndedRequests()) { ended, line in
            guard line.hasPrefix("helpbridge_help_requests_ended_total{"),
                let count = line.split(separator: " ").last.flatMap({ Int($0) })
            else { return }
            ended.all += count
            if line.contains("outcome=\"helped\"") { ended.helped += count }
        }
    }
}
