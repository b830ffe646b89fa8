import ArgumentParser
import Foundation
import TestSupport

/// The delay of lookups at one CRM caused by thousands that wait for a slow CRM.
struct LookupBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookups", abstract: "Measures lookups beside thousands that wait for a slow CRM.")

    @Option(help: "Lookups that wait meanwhile.")
    var waiting = 2000

    @Option(help: "Measured lookups, before and beside them.")
    var count = 300

    func validate() throws {
        guard (1...5000).contains(waiting), (1...5000).contains(count) else {
            throw ValidationError("--waiting and --count take 1 to 5000")
        }
    }

    func run() async throws {
        try OpenFileLimit.raise(to: 4 * waiting + 1000)
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let answer = [FaultServer.Step].answer(text: #"{"manager":{"extension":"200"}}"#)
        let gate = FaultServerGate()
        defer { gate.open() }
        try await FaultServer.with { _ in
            [.waitFor(gate)] + answer
        } run: { slow in
            try await FaultServer.with { _ in
                answer
            } run: { fast in
                let bridge = try await MeasuredBridge.start(
                    in: directory,
                    settings: "pbx: {driver: simulated}\ncrm: {answerBudgetMilliseconds: 30000}",
                    callCenter: TwoSourceCallCenter(
                        operators: max(waiting, count), slow: slow.url(""), fast: fast.url("")
                    ).yaml)
                defer { bridge.stop() }
                try await measure(bridge, slow, gate)
            }
        }
    }

    private func measure(_ bridge: MeasuredBridge, _ slow: FaultServer, _ gate: FaultServerGate) async throws {
        // Warm-up.
        _ = try await lookups(bridge)
        print(try await lookups(bridge).line("lookup, alone"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<waiting {
                group.addTask { try await bridge.explain(operator: TwoSourceCallCenter.operator(number), route: "*1") }
            }
            await slow.wait { $0.requests >= waiting }
            print(try await lookups(bridge).line("lookup, beside \(waiting) that wait"))
            gate.open()
            try await group.waitForAll()
        }
    }

    private func lookups(_ bridge: MeasuredBridge) async throws -> Latencies {
        var latencies = Latencies()
        for number in 0..<count {
            let start = ContinuousClock.now
            try await bridge.explain(operator: TwoSourceCallCenter.operator(number), route: "*2")
            latencies.record(.now - start)
        }
        return latencies
    }
}
