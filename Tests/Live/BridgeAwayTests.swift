import Foundation
import HelpDesk
import TestSupport
import Testing

@Suite("A request code dialled while the bridge is away", .tags(.live), .serialized)
struct BridgeAwayTests {
    private static func route(_ more: String = "") -> String {
        "{code: \"*77\", name: Help, detection: department, voice: fa, ringing: {timeoutSeconds: 4}\(more)}"
    }

    /// What a route says, as it lies on the PBX's disk.
    private enum Sentence: String {
        case requestSent = "HELPBRIDGE_SENT"
        case unavailable = "HELPBRIDGE_UNAVAILABLE"
    }

    /// How a sentence is heard in a recording; `nil` where the printed lines name none.
    private func find(
        _ sentence: Sentence, in recording: [Int16], printedAs lines: String, in center: LiveCallCenter
    ) throws -> AudioComparison.Match? {
        guard let start = lines.range(of: "Set(\(sentence.rawValue)=")?.upperBound else { return nil }
        let path = lines[start...].prefix { $0 != ")" }
        guard !path.isEmpty else { return nil }
        let name = path.split(separator: "/").last ?? ""
        let file = "\(center.lab.directory)/asterisk/prompts/\(name).wav"
        return AudioComparison.find(try center.samples(URL(fileURLWithPath: file)), in: recording)
    }

    /// Kills the bridge, and waits until Asterisk has noticed: a call that comes before that waits for the bridge.
    private func kill(_ bridge: BridgeProcess, in center: LiveCallCenter) async throws {
        bridge.kill()
        while try await center.lab.console("ari show apps").contains("helpbridge") {
            // Nothing tells when; the console has to be asked.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test(
        "A code dialled while the bridge is away rings the department's helpers from the dialplan, after a sentence",
        arguments: AsteriskVersion.tried, [LiveCallCenter.Driver.ari, .ami])
    func helped(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: ["101": .answer(afterMilliseconds: 0), "201": .decline, "202": .answer(afterMilliseconds: 500)],
            route: Self.route(), through: driver
        ) { center, bridge in
            let lines = try await center.loadDialplan(["--fallback"])
            try await kill(bridge, in: center)
            let caller = try center.phone("101")
            let helper = try center.phone("202")
            try await caller.call("*77")
            try await helper.waitForCall(timeout: .seconds(60))
            try await caller.waitUntilHearing(tone: helper.tone)
            try await helper.waitUntilHearing(tone: caller.tone)
            let recording = await caller.recording()
            let said = try #require(try find(.requestSent, in: recording, printedAs: lines, in: center))
            let unsaid = try #require(try find(.unavailable, in: recording, printedAs: lines, in: center))
            #expect(said.isSame && unsaid.isOther, "\(said), \(unsaid)")
            try await helper.hangUp()
            try await caller.waitUntilEnded(timeout: .seconds(60))
        }
    }

    @Test(
        "A code dialled while the bridge is away tells strangers, and operators without helpers, that nobody is there",
        arguments: AsteriskVersion.tried)
    func nobody(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 0), "102": .answer(afterMilliseconds: 0)],
            route: Self.route(", prompts: {requestSent: {silent: true}}")
        ) { center, bridge in
            let lines = try await center.loadDialplan(["--fallback"])
            try await kill(bridge, in: center)
            for number in ["101", "102"] {
                let caller = try center.phone(number)
                try await caller.call("*77")
                try await caller.waitUntilEnded(timeout: .seconds(120))
                let recording = await caller.recording()
                #expect(try find(.requestSent, in: recording, printedAs: lines, in: center) == nil)
                let said = try #require(try find(.unavailable, in: recording, printedAs: lines, in: center))
                #expect(said.isSame, "\(number): \(said)")
            }
        }
    }

    @Test(
        "The check tells whether the lines for a bridge that is away are missing, there, or older than the tables",
        arguments: AsteriskVersion.tried, [LiveCallCenter.Driver.ari, .ami])
    func check(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .ring], route: Self.route(), through: driver
        ) { center, bridge in
            func check() async throws -> String { try await center.commandWithStatus(["pbx", "check"]).1 }
            try await center.loadDialplan()
            #expect(try await check().contains("note   a code that is dialled while the bridge is away is hung up"))
            try await center.loadDialplan(["--fallback"])
            let good = "good   a code that is dialled while the bridge is away rings the first helpers"
            #expect(try await check().contains(good))
            let tables = LiveCallCenter.callCenter(Self.route()).replacing("\"202\"", with: "\"203\"")
            let file = center.directory.appendingPathComponent("changed.yaml")
            try tables.replacing("\"CRM\"", with: "\"http://127.0.0.1:9\"")
                .write(to: file, atomically: true, encoding: .utf8)
            _ = try await center.command(["apply", file.path])
            let older = "note   the dialplan for a bridge that is away is older than the tables"
            #expect(try await check().contains(older))
        }
    }
}
