import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Extensions that are reached through a dialplan like FreePBX's", .tags(.live), .serialized)
struct DialplanTests {
    private static let route = LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 20")

    /// - Parameter entries: of Asterisk's database, such as `DND 201 YES`.
    private func run(
        on version: AsteriskVersion, _ phones: [String: SIPPhoneBehaviour], _ entries: [String] = [],
        _ scenario: (LiveCallCenter, BridgeProcess) async throws -> Void
    ) async throws {
        try await LiveCallCenter.run(
            on: version, phones: phones, route: Self.route, endpoint: "Local/{extension}@from-internal",
            dialplan: "#include \"from-internal.conf\"\n"
        ) { center, bridge in
            for entry in entries { _ = try await center.lab.console("database put \(entry)") }
            try await scenario(center, bridge)
        }
    }

    @Test(
        "A call through the dialplan is followed to a second phone, and a restart of the bridge cuts nothing",
        arguments: AsteriskVersion.tried)
    func followMe(version: AsteriskVersion) async throws {
        try await run(
            on: version,
            ["101": .answer(afterMilliseconds: 100), "201": .ring, "202": .answer(afterMilliseconds: 500)],
            ["FOLLOWME 201 202"]
        ) { center, bridge in
            let (caller, second) = (try center.phone("101"), try center.phone("202"))
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.extension) == ["201"])
            #expect(connected.attempts.map(\.result) == [.answered])
            try await caller.waitUntilHearing(tone: second.tone)
            let before = try await center.lab.console("core show channels concise")
            bridge.kill()
            let next = try await center.serve()
            defer { next.stop() }
            #expect(try await next.request(request.id).state == .connected)
            let names = { (text: String) in Set(text.split(separator: "\n").map { $0.prefix { $0 != "!" } }) }
            let after = try await center.lab.console("core show channels concise")
            #expect(names(after) == names(before))
            try await caller.waitUntilHearing(tone: second.tone)
            try await caller.hangUp()
            try await second.waitUntilEnded()
            try await next.wait(for: request.id) { $0.state.isEnd }
            try await center.waitUntilQuiet()
        }
    }

    @Test(
        "The dialplan's do not disturb does not keep an operator who asked from being called",
        arguments: AsteriskVersion.tried)
    func undisturbedOperator(version: AsteriskVersion) async throws {
        try await run(
            on: version,
            ["101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 500), "900": .ring],
            ["DND 101 YES", "CF 101 900"]
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await center.phone("101").waitUntilHearing(tone: center.phone("201").tone)
            try await center.phone("201").waitUntilHearing(tone: center.phone("101").tone)
            #expect(try await center.phone("900").rings == 0)
        }
    }

    @Test(
        "A helper behind the dialplan is passed over without ringing while they talk on their phone",
        arguments: AsteriskVersion.tried)
    func busy(version: AsteriskVersion) async throws {
        try await run(
            on: version,
            [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 0),
                "202": .answer(afterMilliseconds: 500), "900": .answer(afterMilliseconds: 0),
            ]
        ) { center, bridge in
            let busy = try center.phone("201")
            try await busy.call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.busy, .answered])
            #expect(await busy.rings == 0)
        }
    }

    @Test(
        "Helpers are left alone with the PBX's do not disturb, and their calls go where the PBX forwards them",
        arguments: AsteriskVersion.tried)
    func doNotDisturb(version: AsteriskVersion) async throws {
        try await run(
            on: version,
            [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 0), "202": .ring,
                "900": .answer(afterMilliseconds: 500),
            ], ["DND 201 YES", "CF 202 900"]
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.busy, .answered])
            #expect(try await center.phone("201").rings == 0)
            #expect(try await center.phone("202").rings == 0)
            try await center.phone("101").waitUntilHearing(tone: center.phone("900").tone)
        }
    }

    @Test(
        "An operator behind the dialplan is coached in their phone's call, and the check says how that stands",
        arguments: AsteriskVersion.tried)
    func coached(version: AsteriskVersion) async throws {
        try await run(
            on: version,
            [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 500),
                "900": .answer(afterMilliseconds: 0),
            ]
        ) { center, bridge in
            let (caller, manager) = (try center.phone("101"), try center.phone("201"))
            try await caller.call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.mode == .whisper)
            #expect(connected.fallback == nil)
            try await manager.waitUntilHearing(tone: center.phone("900").tone, threshold: -15)
            try await caller.waitUntilHearing(tone: manager.tone, threshold: -15)
            #expect(await caller.rings == 0)
            let (code, check) = try await center.commandWithStatus(["pbx", "check"])
            #expect(code == 0, "\(check)")
            #expect(
                check.contains("good   extensions are dialled through the dialplan as Local/{extension}@from-internal"))
            #expect(check.contains("good   PJSIP/201 is registered"))
        }
    }
}
