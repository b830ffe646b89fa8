import Foundation
import TestSupport

/// Help calls at a steady rate, each of another operator, from the request until both have hung up.
struct HelpCalls {
    static let firstOperator = 10_000
    static let helper = "900"

    struct Result {
        /// From the moment before a request is sent to the arrival of the order to ring the operator.
        var firstPhone = Latencies()
        /// Of the bridge and its workers, for each call.
        var processorMilliseconds = 0.0
    }

    let bridge: MeasuredBridge
    let ari: FakeARI
    let rate: Int

    /// - Parameter first: the position of the first operator; nobody asks twice.
    func run(_ count: Int, from first: Int) async throws -> Result {
        await ari.forgetRequests()
        let helped = await ari.ringCounts[Self.helper] ?? 0
        let before = ProcessTime.milliseconds(of: bridge.identifier)
        let start = ContinuousClock.now
        let sent = try await withThrowingTaskGroup(of: (String, ContinuousClock.Instant).self) { group in
            for position in 0..<count {
                group.addTask {
                    // An open loop: a slow answer delays nobody else's request.
                    try await Task.sleep(until: start + .seconds(1) * Double(position) / Double(rate))
                    let sent = ContinuousClock.now
                    let number = "\(Self.firstOperator + first + position)"
                    return (try await bridge.request(operator: number, route: "*5002"), sent)
                }
            }
            return try await group.reduce(into: [String: ContinuousClock.Instant]()) { $0[$1.0] = $1.1 }
        }
        while await ari.ringCounts[Self.helper] ?? 0 < helped + count { try await Task.sleep(for: .milliseconds(20)) }
        while await !ari.channels.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        var result = Result()
        result.processorMilliseconds = (ProcessTime.milliseconds(of: bridge.identifier) - before) / Double(count)
        for request in await ari.requests where request.method == "POST" {
            let parts = request.path.split(separator: "/")
            guard parts.count == 2, parts[0] == "channels", parts[1].contains("-op-"),
                let began = sent[String(parts[1].dropFirst(3).prefix(36))]
            else { continue }
            result.firstPhone.record(request.receivedAt - began)
        }
        return result
    }
}
