import CurlHTTP
import Foundation
import TestSupport

/// Requests at a fixed rate, regardless of the answers, each matched with what the PBX received.
struct Load {
    struct Result {
        /// The time from just before a request is sent until the PBX receives the order to ring the operator.
        var originate = Latencies()
        /// The time from just before a request is sent until the PBX receives the order to play the announcement.
        var play = Latencies()
    }

    let bridge: MeasuredBridge
    let ari: FakeARI
    let rate: Int

    func run(requests count: Int, route: String) async throws -> Result {
        await ari.forgetRequests()
        let start = ContinuousClock.now
        let sent = try await withThrowingTaskGroup(of: (String, ContinuousClock.Instant).self) { group in
            for position in 0..<count {
                group.addTask {
                    // An open loop: a slow answer delays no other request.
                    let due = start + .seconds(1) * Double(position) / Double(rate)
                    try await Task.sleep(until: due)
                    let sent = ContinuousClock.now
                    let id = try await bridge.request(operator: "\(100 + position % 100)", route: route)
                    return (id, sent)
                }
            }
            return try await group.reduce(into: [String: ContinuousClock.Instant]()) { $0[$1.0] = $1.1 }
        }
        for id in sent.keys {
            try await ari.request {
                $0.line.hasPrefix("POST bridges/hb-\(id)-bridge-") && $0.line.hasSuffix("/addChannel")
            }
        }
        var result = Result()
        for request in await ari.requests where request.method == "POST" {
            let parts = request.path.split(separator: "/")
            guard parts.first == "channels", parts.count >= 2, parts[1].contains("-op-"),
                let began = sent[String(parts[1].dropFirst(3).prefix(36))]
            else { continue }
            let latency = request.receivedAt - began
            if parts.count == 2 { result.originate.record(latency) }
            if parts.count >= 3, parts[2] == "play" { result.play.record(latency) }
        }
        return result
    }
}
