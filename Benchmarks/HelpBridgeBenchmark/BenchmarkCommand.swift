import ArgumentParser
import CurlHTTP
import Foundation
import TestSupport

/// The benchmarks, in a release build.
@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helpbridge-benchmark", abstract: "Measures the bridge.",
        subcommands: [
            BridgeBenchmark.self, RatioBenchmark.self, LookupBenchmark.self, Overload.self, Endurance.self,
            SpeechBenchmark.self, SpeechSoak.self,
            HelloServer.self, BareCalls.self,
        ],
        defaultSubcommand: BridgeBenchmark.self)
}

/// The benchmark of a release build of `helpbridge serve` between a CRM and a PBX that answer at once.
struct BridgeBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bridge", abstract: "Measures from webhook to originate, and from webhook to prompt.")

    @Option(help: "Requests a second.")
    var rate = 50

    @Option(help: "Seconds of measured load, for each of the two figures.")
    var seconds = 10

    func validate() throws {
        guard (1...500).contains(rate), (1...60).contains(seconds) else {
            throw ValidationError("--rate takes 1 to 500, --seconds 1 to 60")
        }
    }

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var settings = FakeARISettings()
        settings.otherPhones = .answers()
        // Helpers' phones ring for a moment, as with people: a helper who answers before the prompt is rendered is
        // joined without it.
        settings.phones = ["900": .answers(after: .milliseconds(500))]
        // An operator asks again after the last call is over: before, they would get the same request.
        settings.talking = .milliseconds(100)
        try await FakeARI.run(settings) { ari in
            let crm = SampleManagers()
            try await FaultServer.with(respond: { crm.answer($0) }) { server in
                let bridge = try await MeasuredBridge.start(in: directory, ari: ari, crmPort: server.port)
                defer { bridge.stop() }
                try await measure(bridge, ari)
            }
        }
    }

    private func measure(_ bridge: MeasuredBridge, _ ari: FakeARI) async throws {
        let load = Load(bridge: bridge, ari: ari, rate: rate)
        // Warm-up: the first requests pay for connections, compiled mappings and the voice.
        _ = try await load.run(requests: rate, route: "*5002")
        print("\(rate) requests a second for \(seconds) s, each figure in milliseconds")
        let ringing = try await load.run(requests: rate * seconds, route: "*5002")
        print(ringing.originate.line("webhook to originate"))
        let speaking = try await load.run(requests: rate * seconds, route: "*5003")
        print(speaking.originate.line("webhook to originate, with a lookup"))
        print(speaking.play.line("webhook to play, manager never heard before"))
    }
}
