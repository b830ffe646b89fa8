import Foundation
import TestSupport

/// The memory of an idle bridge.
struct IdleMemory: RatioMeasurement {
    let name = "idle"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let ours = try await FakeARI.run(HelpCalls.phones) { ari in
            let bridge = try await MeasuredBridge.start(
                in: directory, settings: HelpCalls.settings(ari: ari.url),
                callCenter: HelpCalls.callCenter(operators: 100))
            defer { bridge.stop() }
            try await bridge.waitUntilReady()
            // The work at start is done by then.
            try await Task.sleep(for: .seconds(2))
            return Self.megabytes(bridge.identifier)
        }
        let hello = try await RunningHello.with { hello in
            try await hello.ask()
            return Self.megabytes(hello.identifier)
        }
        return [
            Ratio(
                name: "resident, idle, with its workers", beside: "a Hummingbird that says hello", ours: ours,
                baseline: hello, unit: "MB", better: .lower)
        ]
    }

    private static func megabytes(_ identifier: Int32) -> Double {
        let memory = ProcessMemory.now(of: identifier)
        return Double(memory.own + memory.children) / 1024
    }
}
