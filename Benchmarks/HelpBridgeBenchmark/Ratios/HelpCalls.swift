import Foundation
import TestSupport

/// Help calls at a fixed rate, each from a different operator, from the request until both sides hung up.
struct HelpCalls {
    static let firstOperator = 10_000
    static let helper = "900"

    struct Result {
        /// The time from just before a request is sent until the PBX receives the order to ring the operator.
        var firstPhone = Latencies()
        /// The processor time of the bridge and its workers per call.
        var processorMilliseconds = 0.0
    }

    let bridge: MeasuredBridge
    let ari: FakeARI
    let rate: Int

    /// Phones that answer like people who are waiting for the call.
    static var phones: FakeARISettings {
        var settings = FakeARISettings()
        settings.otherPhones = .answers(after: .milliseconds(100))
        settings.talking = .milliseconds(100)
        return settings
    }

    /// Returns a configuration with ARI at an address.
    static func settings(ari: String) -> String {
        """
        pbx: {driver: ari, numbers: "^[0-9]{2,6}$", ari: {url: "\(ari)", username: helpbridge, password: secret}}
        requests: {expireAfterSeconds: 600}
        """
    }

    /// Returns a call centre with one department, one helper, and a number of operators.
    ///
    /// - Parameter route: further settings of the route `*5002`.
    static func callCenter(operators count: Int, route: String = "") -> String {
        let operators = (0..<count).map { position in
            "  - {extension: \"\(firstOperator + position)\", name: Operator, department: support}"
        }
        return """
            departments:
              - {id: support, name: Support, helpers: [{extension: "\(helper)", name: Sara}]}
            operators:
            \(operators.joined(separator: "\n"))
            routes:
              - {code: "*5002", name: Table, detection: department, voice: en, mode: consult\(route)}
            """
    }

    /// Like ``run(_:from:)``, but after one second of calls to warm up connections, the voice and the prompt.
    func runWarm(_ count: Int) async throws -> Result {
        try await bridge.waitUntilReady()
        _ = try await run(rate, from: 0)
        return try await run(count, from: rate)
    }

    /// - Parameter first: the position of the first operator; no operator asks twice.
    func run(_ count: Int, from first: Int) async throws -> Result {
        await ari.forgetRequests()
        let helped = await ari.ringCounts[Self.helper] ?? 0
        let before = ProcessTime.milliseconds(of: bridge.identifier)
        let start = ContinuousClock.now
        let sent = try await withThrowingTaskGroup(of: (String, ContinuousClock.Instant).self) { group in
            for position in 0..<count {
                group.addTask {
                    // An open loop: a slow answer delays no other request.
                    try await Task.sleep(until: start + .seconds(1) * Double(position) / Double(rate))
                    let sent = ContinuousClock.now
                    let number = "\(Self.firstOperator + first + position)"
                    return (try await bridge.request(operator: number, route: "*5002"), sent)
                }
            }
            return try await group.reduce(into: [String: ContinuousClock.Instant]()) { $0[$1.0] = $1.1 }
        }
        try await waitUntilHelped(helped + count)
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

    /// Waits until the helper was rung that often and all calls ended.
    private func waitUntilHelped(_ count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let (rung, open) = (await ari.ringCounts[Self.helper] ?? 0, await ari.channels.count)
            if rung >= count, open == 0 { return }
            guard .now < deadline else {
                throw MeasuredBridge.Failure(
                    description:
                        "a minute after the last request \(rung) of \(count) were helped, \(open) channels open")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
