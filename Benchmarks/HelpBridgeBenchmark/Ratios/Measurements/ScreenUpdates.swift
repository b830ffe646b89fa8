import Foundation
import TestSupport

/// The delay until the screens of many supervisors show the changes of a help request.
struct ScreenUpdates: RatioMeasurement {
    let scale: MeasurementScale
    let name = "supervisors' screens"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let count = scale.watchedCalls * scale.seconds
        let screens = try await FakeARI.run(HelpCalls.phones) { ari in
            let bridge = try await MeasuredBridge.start(
                in: directory, settings: HelpCalls.settings(ari: ari.url),
                callCenter: HelpCalls.callCenter(operators: count + scale.watchedCalls))
            defer { bridge.stop() }
            let calls = HelpCalls(bridge: bridge, ari: ari, rate: scale.watchedCalls)
            let screens = (0..<scale.supervisors).map { _ in Screen() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for screen in screens { group.addTask { try await bridge.follow { screen.show($0) } } }
                group.addTask {
                    _ = try await calls.runWarm(count)
                    // Pending events still reach the screens.
                    try await Task.sleep(for: .milliseconds(500))
                }
                // The calls end first; a stream never ends.
                try await group.next()
                group.cancelAll()
            }
            return screens
        }
        var latencies = Latencies()
        for delay in screens.flatMap(\.delays) { latencies.record(delay) }
        guard latencies.count >= scale.supervisors * count * Screen.statesOfACall else {
            throw MeasuredBridge.Failure(description: "the screens have shown only \(latencies.count) changes")
        }
        return [
            .promise(
                "commit to the screens of \(scale.supervisors) supervisors, p99", ours: latencies.milliseconds(99),
                atMost: 150, unit: "ms")
        ]
    }
}
