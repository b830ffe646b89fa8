import Foundation
import TestSupport

/// The cost of a help call, and the time until the first phone rings, with phones that answer at once.
struct CallCost: RatioMeasurement {
    let scale: MeasurementScale
    let name = "help calls"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let count = scale.calls * scale.seconds
        let ours = try await FakeARI.run(HelpCalls.phones) { ari in
            let bridge = try await MeasuredBridge.start(
                in: directory, settings: HelpCalls.settings(ari: ari.url),
                callCenter: HelpCalls.callCenter(operators: count + scale.calls))
            defer { bridge.stop() }
            return try await HelpCalls(bridge: bridge, ari: ari, rate: scale.calls).runWarm(count)
        }
        let bare = try await FakeARI.run(HelpCalls.phones) { ari in
            try await BareCalls.measure(["--ari", ari.url, "--rate", "\(scale.calls)", "--count", "\(count)"])
        }
        let hello = try await RunningHello.with { hello in
            try await ClosedLoop(clients: 1, duration: scale.duration).run { _ in try await hello.ask() }
        }
        return [
            Ratio(
                name: "processor time of a help call", beside: "a bare ARI loop with the same orders",
                ours: ours.processorMilliseconds, baseline: bare.processorMilliseconds, unit: "ms", better: .lower),
            Ratio(
                name: "press to first phone, p50", beside: "hello, p50",
                ours: ours.firstPhone.milliseconds(50), baseline: hello.latencies.milliseconds(50), unit: "ms",
                better: .lower),
        ]
    }
}
