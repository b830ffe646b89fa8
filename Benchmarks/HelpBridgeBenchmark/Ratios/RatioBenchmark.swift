import ArgumentParser
import CurlHTTP
import Foundation
import TestSupport

/// Measures the bridge beside things that do only a part of its work, one after the other on the same machine.
struct RatioBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ratios", abstract: "Measures the bridge beside bare programs, and prints a table of ratios.")

    /// A ratio that is so many times worse than the table's is a failure: shared machines are that uneven.
    private static let tolerance = 3.0
    /// As many as ask in a second at the most, each once.
    private static let operatorsASecond = 8_000
    /// Calls a second.
    private static let rate = 50

    @Option(help: "Seconds for each figure.")
    var seconds = 10

    @Option(help: "The file to write the table to.")
    var write: String?

    @Option(help: "A file with a table: fails on a ratio that is three times worse than in it.")
    var compare: String?

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds takes 1 to 60") }
    }

    func run() async throws {
        let before = try compare.map { Ratio.values(in: try String(contentsOfFile: $0, encoding: .utf8)) }
        if let compare, before?.isEmpty != false { throw ValidationError("\(compare) has no table") }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let folders = try ["accepts", "calls"].map { name in
            let folder = directory.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        }
        let ratios = try await accepts(folders[0]) + calls(folders[1])
        let table = Ratio.table(ratios)
        print(table)
        if let write {
            let head = "# Results\n\nOf `make bench`, on \(ProcessInfo.processInfo.activeProcessorCount) cores.\n\n"
            try (head + table).write(toFile: write, atomically: true, encoding: .utf8)
        }
        let worse = ratios.filter { ratio in
            before?[ratio.name].map { ratio.isWorse(than: $0, times: Self.tolerance) } ?? false
        }
        for ratio in worse { print("\(ratio.name): \(Self.tolerance) times worse than in the table, or more") }
        guard worse.isEmpty else { throw ExitCode.failure }
    }

    /// Requests that are taken while the PBX is away, so that nothing is done but to take them.
    private func accepts(_ directory: URL) async throws -> [Ratio] {
        let loop = ClosedLoop(duration: .seconds(seconds))
        let commits = try await CommitLoop.run(in: directory, for: .seconds(seconds))
        let hello = try await Self.withHello { url, http in
            try await loop.run { _ in
                let request = HTTPRequest(
                    method: .post, url: url, headers: [HTTPHeader("Content-Type", "application/json")],
                    body: Array(#"{"operator":"10000","route":"*5002"}"#.utf8))
                guard try await http.send(request).status == 200 else { throw ExitCode.failure }
            }
        }
        let bridge = try await bridge(in: directory, ari: "http://127.0.0.1:9/ari")
        defer { bridge.stop() }
        let ours = try await loop.run { [operators] number in
            guard number < operators else { throw ValidationError("it is quicker than there are operators") }
            _ = try await bridge.request(operator: "\(HelpCalls.firstOperator + number)", route: "*5002")
        }
        return [
            Ratio(
                name: "durable accepts, PBX away, 32 connections", beside: "a Hummingbird that says hello",
                ours: ours.rate, baseline: hello.rate, unit: "/s", better: .higher),
            Ratio(
                name: "their p99", beside: "its p99", ours: ours.latencies.milliseconds(99),
                baseline: hello.latencies.milliseconds(99), unit: "ms", better: .lower),
            Ratio(
                name: "durable accepts, beside the disk", beside: "commits of one row, one after the other",
                ours: ours.rate, baseline: commits, unit: "/s", better: .higher),
        ]
    }

    /// Help calls with phones that answer at once.
    private func calls(_ directory: URL) async throws -> [Ratio] {
        var settings = FakeARISettings()
        settings.otherPhones = .answers(after: .milliseconds(100))
        settings.talking = .milliseconds(100)
        let count = Self.rate * seconds
        let ours = try await FakeARI.run(settings) { ari in
            let bridge = try await bridge(in: directory, ari: ari.url)
            defer { bridge.stop() }
            try await ari.observation { $0.openStreams == 1 }
            let calls = HelpCalls(bridge: bridge, ari: ari, rate: Self.rate)
            // The first ones pay for what is made once: connections, the voice, the prompt.
            _ = try await calls.run(Self.rate, from: 0)
            return try await calls.run(count, from: Self.rate)
        }
        let bare = try await FakeARI.run(settings) { ari in
            let child = try ChildProcess([
                Self.program, "bare-calls", "--ari", ari.url, "--rate", "\(Self.rate)", "--count", "\(count)",
            ])
            let text = await child.read()
            guard child.waitForExit().exitCode == 0, let milliseconds = Double(text.trimmingCharacters(in: .newlines))
            else { throw ExitCode.failure }
            return milliseconds
        }
        let hello = try await Self.withHello { url, http in
            try await ClosedLoop(clients: 1, duration: .seconds(1)).run { _ in
                _ = try await http.send(HTTPRequest(method: .post, url: url))
            }
        }
        return [
            Ratio(
                name: "processor time of a help call", beside: "a bare ARI loop with the same orders",
                ours: ours.processorMilliseconds, baseline: bare, unit: "ms", better: .lower),
            Ratio(
                name: "press to first phone, p50", beside: "hello, p50",
                ours: ours.firstPhone.milliseconds(50), baseline: hello.latencies.milliseconds(50), unit: "ms",
                better: .lower),
        ]
    }

    private var operators: Int { Self.operatorsASecond * seconds }

    private func bridge(in directory: URL, ari: String) async throws -> MeasuredBridge {
        let operators = (0..<operators).map { position in
            "  - {extension: \"\(HelpCalls.firstOperator + position)\", name: Operator, department: support}"
        }
        return try await MeasuredBridge.start(
            in: directory,
            settings: """
                pbx: {driver: ari, numbers: "^[0-9]{2,6}$", ari: {url: "\(ari)", username: helpbridge, password: secret}}
                requests: {expireAfterSeconds: 600}
                """,
            callCenter: """
                departments:
                  - {id: support, name: Support, helpers: [{extension: "\(HelpCalls.helper)", name: Sara}]}
                operators:
                \(operators.joined(separator: "\n"))
                routes:
                  - {code: "*5002", name: Table, detection: department, voice: en, mode: consult}
                """)
    }

    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path

    private static func withHello<Result>(
        _ body: (_ url: String, _ http: CurlClient) async throws -> Result
    ) async throws -> Result {
        let child = try ChildProcess([program, "hello"])
        defer { child.end() }
        let url = await child.read { $0.contains("\n") }.trimmingCharacters(in: .newlines)
        let http = try CurlClient()
        let result = try await body(url, http)
        await http.shutdown()
        return result
    }
}
