import ArgumentParser
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import TestSupport

/// Ten times the sustainable rate of calls for help, in an open loop, as in a flood, and what happens to them.
///
/// The measures are ratios to the same machine without load, except for the limit on accepted calls: it is a time,
/// since people wait for it. The exit code is 1 if a measure is missed.
struct Overload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overload", abstract: "Sends ten times the sustainable rate, and looks at what is shed.")

    @Option(help: "Seconds of overload.")
    var seconds = 60

    @Option(help: "How many times the sustainable rate.")
    var factor = 10

    @Option(help: "How long the slowest hundredth of those that are accepted may take, in milliseconds.")
    var p99 = 250.0

    @Option(help: "The largest rate that this machine's load generator is asked for, in requests a second.")
    var mostPerSecond = 20_000

    func validate() throws {
        guard (1...600).contains(seconds), (2...100).contains(factor), (100...100_000).contains(mostPerSecond) else {
            throw ValidationError("--seconds takes 1 to 600, --factor 2 to 100, --most-per-second 100 to 100000")
        }
    }

    func run() async throws {
        var settings = FakeARISettings()
        // Every request ends at once, so that its operator may ask again.
        settings.otherPhones = .busy
        try await FakeARI.run(settings) { ari in
            try await MeasuredBridge.withDirectory { directory in
                let bridge = try await MeasuredBridge.start(in: directory, ari: ari, crmPort: 9)
                defer { bridge.stop() }
                try await measure(bridge, ari)
            }
        }
    }

    private func measure(_ bridge: MeasuredBridge, _ ari: FakeARI) async throws {
        // Warm-up.
        _ = await Flood(bridge: bridge).closed(clients: 8, for: .seconds(2))
        let alone = await Flood(bridge: bridge).closed(clients: 1, for: .seconds(3))
        let sustained = await Flood(bridge: bridge).closed(clients: 32, for: .seconds(5))
        let sustainable = Double(sustained.accepted.count) / 5
        guard sustainable >= 1, alone.accepted.count > 0 else {
            throw MeasuredBridge.Failure(description: "it accepts nothing: \(sustained.shed)")
        }
        let rate = min(Int(sustainable) * factor, mostPerSecond)
        let before = ProcessUsage.now(of: bridge.identifier)
        print("sustainable: \(Int(sustainable)) requests a second; sending \(rate) a second for \(seconds) s")
        let (flood, samples) = try await ProcessUsage.watching(bridge.identifier, every: .milliseconds(200)) {
            try await Flood(bridge: bridge).open(rate: rate, for: seconds)
        }
        await ari.forgetRequests()
        // Recovery: calls must be served as before within five seconds.
        let deadline = ContinuousClock.now + .seconds(5)
        var after = await Flood(bridge: bridge).closed(clients: 1, for: .seconds(1))
        while after.median > 3 * alone.median || !after.shed.isEmpty, ContinuousClock.now < deadline {
            after = await Flood(bridge: bridge).closed(clients: 1, for: .seconds(1))
        }
        let slowest = flood.accepted.milliseconds(99)
        let shed = flood.shed.values.reduce(0, +)
        let sent = Double(flood.sent) / Double(seconds)
        let memory = Double(samples.map(\.memory).max() ?? 0) / Double(max(1, before.memory))
        let checks =
            [
                // Otherwise there was no overload, and the result is meaningless.
                ("sent, to what is sustainable", sent / sustainable, 1.5...),
                (
                    "accepted, to what is sustainable", Double(flood.accepted.count) / Double(seconds) / sustainable,
                    0.5...
                ),
                ("shed without 429 or 503 and Retry-After", Double(flood.unfair) / Double(max(1, shed)), ...0.001),
                ("p99 of the accepted, in milliseconds", slowest, ...p99),
                ("peak memory, to that before", memory, ...3),
                ("afterwards, to unhurried", after.median / max(0.001, alone.median), ...3),
            ] as [(String, Double, any RangeExpression<Double>)]
        print(alone.accepted.line("unhurried"))
        print(flood.accepted.line("accepted under overload"))
        print("sent: \(Int(sent)) a second of \(rate); \(flood.unsent) were not, for want of this machine")
        print(
            "shed: \(flood.shed.sorted { $0.key < $1.key }.map { "\($0.value) with \($0.key)" }.joined(separator: ", "))"
        )
        var isGood = true
        for (name, value, range) in checks {
            let holds = range.contains(value)
            isGood = isGood && holds
            print("\(holds ? "good" : "BAD ") \(String(format: "%10.3f", value))  \(name)")
        }
        if !isGood { throw ExitCode.failure }
    }
}
