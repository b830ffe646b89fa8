import Foundation

/// The rate of accepting requests while the PBX is away, so that the bridge does nothing else.
struct DurableAccepts: RatioMeasurement {
    let scale: MeasurementScale
    let name = "durable accepts"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let commits = try await CommitLoop.run(in: directory, for: scale.duration)
        let hello = try await RunningHello.with { hello in
            try await ClosedLoop(duration: scale.duration).run { _ in try await hello.ask() }
        }
        let bridge = try await MeasuredBridge.start(
            in: directory, settings: Self.pbxAway, callCenter: HelpCalls.callCenter(operators: scale.operators))
        defer { bridge.stop() }
        let ours = try await Self.run(bridge, scale)
        return [
            Ratio(
                name: "durable accepts, PBX away, 32 connections", beside: "a Hummingbird that says hello",
                ours: ours.rate, baseline: hello.rate, unit: "/s", better: .higher),
            Ratio(
                name: "their p99", beside: "its p99", ours: ours.latencies.milliseconds(99),
                baseline: hello.latencies.milliseconds(99), unit: "ms", better: .lower),
            Ratio(
                name: "durable accepts, beside the disk", beside: "commits of one row, one after the other",
                ours: ours.rate, baseline: commits, unit: "/s", better: .higher, isMachineDependent: true),
        ]
    }

    /// The settings of a PBX at an address where nothing listens.
    static let pbxAway = HelpCalls.settings(ari: "http://127.0.0.1:9/ari")

    static func run(_ bridge: MeasuredBridge, _ scale: MeasurementScale) async throws -> ClosedLoop.Result {
        try await ClosedLoop(duration: scale.duration, limit: scale.operators).run { number in
            _ = try await bridge.request(operator: "\(HelpCalls.firstOperator + number)", route: "*5002")
        }
    }
}
