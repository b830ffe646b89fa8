import Foundation
import TestSupport

/// Very many concurrent lookups at a CRM that takes two seconds for each.
struct SlowLookups: RatioMeasurement {
    let scale: MeasurementScale
    let name = "lookups in flight"

    func ratios(in directory: URL) async throws -> [Ratio] {
        let count = scale.lookups
        try OpenFileLimit.raise(to: 4 * count + 1000)
        let answer = [FaultServer.Step].answer(text: #"{"manager":{"extension":"200"}}"#)
        return try await FaultServer.with { _ in
            [.wait(.seconds(2))] + answer
        } run: { slow in
            try await FaultServer.with { _ in
                answer
            } run: { fast in
                let bridge = try await MeasuredBridge.start(
                    in: directory, settings: "pbx: {driver: simulated}\ncrm: {answerBudgetMilliseconds: 30000}",
                    callCenter: TwoSourceCallCenter(operators: count, slow: slow.url(""), fast: fast.url("")).yaml)
                defer { bridge.stop() }
                // Warm-up.
                try await bridge.explain(operator: TwoSourceCallCenter.operator(0), route: "*2")
                return try await measure(bridge)
            }
        }
    }

    private func measure(_ bridge: MeasuredBridge) async throws -> [Ratio] {
        let start = ContinuousClock.now
        let (elapsed, samples) = try await ProcessUsage.watching(bridge.identifier, every: .milliseconds(100)) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<scale.lookups {
                    group.addTask {
                        try await bridge.explain(operator: TwoSourceCallCenter.operator(number), route: "*1")
                    }
                }
                try await group.waitForAll()
            }
            return start.duration(to: .now)
        }
        let megabytes = Double(samples.map(\.memory).max() ?? 0) / 1024
        let title = "\(scale.lookups) lookups of 2 s in flight"
        return [
            .promise("\(title), all done", ours: elapsed / .seconds(1), atMost: 2.3, unit: "s"),
            .promise("\(title), resident", ours: megabytes, atMost: 300, unit: "MB"),
            .promise(
                "\(title), threads", ours: Double(samples.map(\.threads).max() ?? 0), atMost: 16, unit: "threads"),
        ]
    }
}
