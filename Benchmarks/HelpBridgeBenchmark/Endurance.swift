import ArgumentParser
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import TestSupport

/// Half the sustainable load under constant faults: checks that memory, descriptors and threads stay flat.
struct Endurance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endurance", abstract: "Serves under faults for long, and looks whether anything grows.")

    @Option(help: "For how long; 30 before a release.")
    var minutes = 2.0

    /// The faults, injected in turn.
    private enum Fault: CaseIterable {
        case eventStreamDropped
        case crmSilent
        case crmFails
        case none
    }

    func validate() throws {
        guard (0.5...600).contains(minutes) else { throw ValidationError("--minutes takes 0.5 to 600") }
    }

    func run() async throws {
        var settings = FakeARISettings()
        settings.otherPhones = .busy
        let fault = Locked(Fault.none)
        let crm = SampleManagers()
        try await FakeARI.run(settings) { ari in
            try await FaultServer.with(respond: { request in
                switch fault.withLock({ $0 }) {
                case .crmSilent: [.wait(.seconds(5)), .close]
                case .crmFails: [.send(Array("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n".utf8))]
                case .eventStreamDropped, .none: crm.answer(request)
                }
            }) { server in
                try await MeasuredBridge.withDirectory { directory in
                    let bridge = try await MeasuredBridge.start(in: directory, ari: ari, crmPort: server.port)
                    defer { bridge.stop() }
                    try await measure(bridge, ari, fault)
                }
            }
        }
    }

    private func measure(_ bridge: MeasuredBridge, _ ari: FakeARI, _ fault: Locked<Fault>) async throws {
        _ = await Flood(bridge: bridge, routes: ["*5002", "*5003"]).closed(clients: 8, for: .seconds(2))
        let sustained = await Flood(bridge: bridge, routes: ["*5002", "*5003"]).closed(clients: 32, for: .seconds(5))
        let rate = max(1, Int(Double(sustained.accepted.count) / 10))
        print("half of \(2 * rate) requests a second for \(minutes) minutes, with faults")
        let (flood, samples) = try await ProcessUsage.watching(
            bridge.identifier, every: .seconds(1),
            besides: {
                for number in 0... {
                    let next = Fault.allCases[number % Fault.allCases.count]
                    fault.withLock { $0 = next }
                    if next == .eventStreamDropped { await ari.dropEventStreams() }
                    // The fake PBX's memory of requests is not part of the measurement.
                    await ari.forgetRequests()
                    guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
                }
            },
            { try await Flood(bridge: bridge, routes: ["*5002", "*5003"]).open(rate: rate, for: Int(minutes * 60)) })
        print(flood.accepted.line("accepted"))
        let accepted = Double(flood.accepted.count) / Double(max(1, flood.sent + flood.unsent))
        guard samples.count >= 10, let last = samples.last, last.memory > 0 else {
            print("BAD  the bridge is gone")
            throw ExitCode.failure
        }
        // The first third is the warm-up.
        let third = samples.count / 3
        let (middle, end) = (samples[third..<(2 * third)], samples[(2 * third)...])
        // If no requests are accepted, nothing grows, so the run must accept enough of them.
        var isGood = accepted >= 0.95
        print("\(isGood ? "good" : "BAD ") \(String(format: "%7.3f", accepted))  accepted, to all")
        for (name, figure, slack) in [
            ("memory", \ProcessUsage.memory, 8192), ("descriptors", \.descriptors, 16), ("threads", \.threads, 4),
            ("memory of its workers", \.workerMemory, 8192),
        ] as [(String, KeyPath<ProcessUsage, Int> & Sendable, Int)] {
            let (before, after) = (
                Self.median(middle.map { $0[keyPath: figure] }), Self.median(end.map { $0[keyPath: figure] })
            )
            let holds = Double(after) <= Double(before) * 1.1 + Double(slack)
            isGood = isGood && holds
            print(
                "\(holds ? "good" : "BAD ") \(String(format: "%7.3f", Double(after) / Double(max(1, before))))  \(name): \(before) to \(after)"
            )
        }
        if !isGood { throw ExitCode.failure }
    }

    private static func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
}
