import Foundation
import TestSupport

/// Very many concurrent help calls on a real Asterisk 22, from the first press until the last helper hung up.
struct AsteriskCalls: RatioMeasurement {
    let scale: MeasurementScale
    let name = "help calls on a real Asterisk 22"

    /// The extensions are answered by the dialplan itself, so that no phone's work is measured.
    private static let endpoint = "Local/{extension}@benchmark"
    private static let dialplan = """
        [benchmark]
        exten => _XXXXX,1,Answer()
         same => n,Wait(300)
        exten => \(HelpCalls.helper),1,Answer()
         same => n,Wait(1)
         same => n,Hangup()

        """

    func ratios(in directory: URL) async throws -> [Ratio] {
        try await AsteriskLab.with(directory.appendingPathComponent("asterisk-22"), dialplan: Self.dialplan) { lab in
            // Several rounds, alternating; the first one warms up.
            let rounds = 1 + max(1, scale.seconds / 3)
            let bridge = try await MeasuredBridge.start(
                in: directory,
                settings: """
                    pbx:
                      driver: ari
                      endpoint: "\(Self.endpoint)"
                      ari: {url: "\(lab.ari)", username: "\(lab.username)", password: "\(lab.password)"}
                    prompts: {warm: false}
                    """,
                callCenter: HelpCalls.callCenter(
                    operators: rounds * scale.burst, route: ", prompts: {requestSent: {text: \"Yes\"}}"))
            defer { bridge.stop() }
            try await bridge.waitUntilReady()
            _ = try await burst(bridge, from: 0)
            var (ours, bare) = (0.0, 0.0)
            for round in 1..<rounds {
                ours += try await burst(bridge, from: round * scale.burst)
                bare += try await BareCalls.measure([
                    "--ari", lab.ari, "--username", lab.username, "--password", lab.password, "--endpoint",
                    Self.endpoint, "--prompts", bridge.url, "--digest", try SpokenPrompt.digest(in: directory),
                    "--rate", "1000000", "--count", "\(scale.burst)",
                ]).seconds
            }
            let calls = Double((rounds - 1) * scale.burst)
            return [
                Ratio(
                    name: "\(scale.burst) help calls at once on Asterisk 22, finished",
                    beside: "a bare ARI loop with the same orders", ours: calls / ours, baseline: calls / bare,
                    unit: "/s", better: .higher)
            ]
        }
    }

    /// - Returns: the seconds until all calls were helped.
    private func burst(_ bridge: MeasuredBridge, from first: Int) async throws -> Double {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for position in 0..<scale.burst {
                group.addTask {
                    let number = "\(HelpCalls.firstOperator + first + position)"
                    _ = try await bridge.request(operator: number, route: "*5002")
                }
            }
            try await group.waitForAll()
        }
        var outcomes = try await EndedRequests.of(bridge)
        while outcomes.all < first + scale.burst {
            guard .now - start < .seconds(120) else {
                throw MeasuredBridge.Failure(description: "\(outcomes) of \(first + scale.burst) after two minutes")
            }
            try await Task.sleep(for: .milliseconds(10))
            outcomes = try await EndedRequests.of(bridge)
        }
        guard outcomes.helped == outcomes.all else {
            throw MeasuredBridge.Failure(description: "not all were helped: \(outcomes)")
        }
        return (.now - start) / .seconds(1)
    }
}
