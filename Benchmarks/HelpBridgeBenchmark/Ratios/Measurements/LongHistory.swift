import Foundation
import TestSupport

/// The same work with and without very many past requests in the database, and the time to start with them.
struct LongHistory: RatioMeasurement {
    private struct Result: Sendable {
        var milliseconds: Double
        var calls: HelpCalls.Result
    }

    let scale: MeasurementScale
    let name = "a long history"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let (short, long) = (directory.appendingPathComponent("short"), directory.appendingPathComponent("long"))
        try FileManager.default.createDirectory(at: short, withIntermediateDirectories: true)
        let (before, after) = try await FakeARI.run(HelpCalls.phones) { ari in
            let settings = HelpCalls.settings(ari: ari.url)
            try MeasuredBridge.configure(settings, in: short)
            // No more operators than a large site has: all are read at start.
            let callers = max(MeasuredBridge.operators, scale.calls * (scale.seconds + 1))
            try await MeasuredBridge.apply(HelpCalls.callCenter(operators: callers), in: short)
            let before = try await calls(in: short, ari)
            try FileManager.default.copyItem(at: short, to: long)
            try await SeededRequests.write(
                scale.history, into: long.appendingPathComponent("var/helpbridge.sqlite"))
            return (before, try await calls(in: long, ari))
        }
        for directory in [short, long] {
            try await MeasuredBridge.apply(HelpCalls.callCenter(operators: scale.operators), in: directory)
        }
        let (few, many) = (try await accepts(in: short), try await accepts(in: long))
        let ended = "with \(scale.history) ended requests"
        return [
            Ratio(
                name: "accepts \(ended)", beside: "without them", ours: many, baseline: few, unit: "/s",
                better: .higher),
            Ratio(
                name: "processor time of a help call \(ended)", beside: "without them",
                ours: after.calls.processorMilliseconds, baseline: before.calls.processorMilliseconds, unit: "ms",
                better: .lower),
            .promise(
                "start to ready \(ended)", ours: after.milliseconds, atMost: 250, unit: "ms"),
        ]
    }

    private func calls(in directory: URL, _ ari: FakeARI) async throws -> Result {
        let start = ContinuousClock.now
        let bridge = try await MeasuredBridge.serve(in: directory)
        defer { bridge.stop() }
        try await bridge.waitUntilReady()
        let milliseconds = (.now - start) / .milliseconds(1)
        let calls = HelpCalls(bridge: bridge, ari: ari, rate: scale.calls)
        return Result(milliseconds: milliseconds, calls: try await calls.runWarm(scale.calls * scale.seconds))
    }

    /// Returns the accepts per second.
    private func accepts(in directory: URL) async throws -> Double {
        try MeasuredBridge.configure(DurableAccepts.pbxAway, in: directory)
        let bridge = try await MeasuredBridge.serve(in: directory)
        defer { bridge.stop() }
        return try await DurableAccepts.run(bridge, scale).rate
    }
}
