import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, started twice.
@Suite("Two bridges on one database", .timeLimit(.minutes(15)))
struct TwoBridgesTests {
    @Test(
        "A second bridge on one file ends at once, names the first, and touches nothing; commands work beside the first"
    )
    func refused() async throws {
        try await FaultyCallCenter.run { center in
            let id = try await center.ringHelper()
            let channels = await center.ari.channels
            let before = await center.ari.observation

            let link = center.program.directory.appendingPathComponent("linked.sqlite").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: center.database)
            for path in [center.database, link] {
                let text = try String(contentsOfFile: center.bridge.configuration, encoding: .utf8)
                let other = try center.program.write(
                    "other.yaml", text.replacing("path: \"\(center.database)\"", with: "path: \"\(path)\""))
                let result = try await center.program.run(["serve", "--config", other])
                #expect(result.code == 1)
                #expect(result.errors.count == 1, "\(result.errors)")
                let message = try #require(result.errors.last)
                #expect(message.contains("process \(center.bridge.process), HelpBridge"))
                #expect(message.contains(center.database))
            }

            let exported = try await center.program.run(["export", "--config", center.bridge.configuration])
            #expect(exported.code == 0)
            let after = await center.ari.observation
            #expect(after.openings == before.openings)
            #expect(await center.ari.channels == channels)
            #expect(try await !center.api.request(id).state.isEnd)
        }
    }

    @Test("A bridge that was killed holds nothing: the next one serves, and takes the calls up")
    func killed() async throws {
        try await FaultyCallCenter.run { center in
            let id = try await center.ringHelper()
            let helper = try await center.channel(.ofHelper(id, ordinal: 1))
            try await center.restart { api in
                await center.ari.answer(helper)
                let connected = try await api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
                #expect(connected.state == .connected)
            }
            #expect(await center.ari.ringCounts == ["101": 1, "200": 1])
        }
    }

    @Test("Whoever watches a request is told of its end where the bridge was killed and started anew meanwhile")
    func watched() async throws {
        try await FaultyCallCenter.run { center in
            // It comes back at the same address: anybody may take a port of its own meanwhile, and nobody the relay's.
            let relay = try await TCPRelay.start(to: try #require(URL(string: center.bridge.url)?.port))
            let watch = try center.program.start(
                [
                    "request", "--operator", "101", "--route", "*5003", "--watch", "--url",
                    "http://127.0.0.1:\(relay.port)", "--token", center.api.token,
                ], errors: "watch")
            let accepted = await watch.read { $0.contains("\n") }
            let line = try #require(accepted.split(separator: "\n").first)
            let id = try #require(line.split(separator: " ").last.flatMap { HelpRequestID($0) })
            await center.ari.ring(try await center.channel(.ofOperator(id)))
            _ = await watch.read { $0.contains("ringing_operator") }
            relay.cut(.broken)
            try await center.restart { api in
                relay.lead(to: try #require(URL(string: api.url)?.port))
                relay.mend()
                _ = try await api.send(.post, "/v1/help-requests/\(id)/cancel", expecting: 200)
                let after = await watch.read()
                #expect(after.contains("cancelled") && after.contains("outcome: cancelled"), "\(after)")
            }
            let file = center.program.directory.appendingPathComponent("watch").path
            let errors = try String(contentsOfFile: file, encoding: .utf8)
            #expect(errors.contains("nobody has helped: the request is cancelled"), "\(errors)")
            #expect(watch.waitForExit().exitCode == 1)
            try await relay.stop()
        }
    }
}
