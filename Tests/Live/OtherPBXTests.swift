import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Two real Asterisks with a trunk between them", .tags(.live), .serialized)
struct OtherPBXTests {
    private static func settings(mode: String) -> String {
        """
        departments:
          - {id: support, name: پشتیبانی, helpers: [{extension: "201", pbx: shiraz, name: رضا محمدی}]}
        operators:
          - {extension: "101", name: علی رضایی, department: support}
          - {extension: "101", pbx: shiraz, name: مینا, department: support}
        routes:
          - {code: "*5003", name: Support help, detection: department, voice: fa, mode: \(mode), ringing: {timeoutSeconds: 10}}
        """
    }

    @Test(
        "A manager on another Asterisk whispers to the operator on their own, through the trunk",
        arguments: AsteriskVersion.tried)
    func whisper(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "900": .answer(afterMilliseconds: 0)],
            settings: Self.settings(mode: "whisper"), elsewhere: ["201": .answer(afterMilliseconds: 500)]
        ) { center, bridge in
            let caller = try center.phone("101")
            let customer = try center.phone("900")
            let manager = try center.phone("201@shiraz")
            try await caller.call("900")
            let liveCall = try #require(await caller.currentCallID)
            try await caller.waitUntilHearing(tone: customer.tone)
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.mode == .whisper && connected.manager?.extension == "201@shiraz")
            try await caller.waitUntilHearing(tone: manager.tone, liveCall)
            try await manager.waitUntilHearing(tone: caller.tone)
            try await manager.hangUp()
            #expect(try await bridge.wait(for: request.id) { $0.state.isEnd }.outcome == .helped)
            try await customer.waitUntilHearing(tone: caller.tone)
            try await customer.hangUp()
            try await caller.waitUntilEnded()
        }
    }

    @Test(
        "Each of two Asterisks has its own 101, and while one is away only its own requests wait",
        arguments: AsteriskVersion.tried)
    func away(version: AsteriskVersion) async throws {
        let answers = SIPPhoneBehaviour.answer(afterMilliseconds: 100)
        try await LiveCallCenter.run(
            on: version, phones: ["101": answers], settings: Self.settings(mode: "consult"),
            isRelayed: true, elsewhere: ["101": answers, "201": answers]
        ) { center, bridge in
            let here = try center.phone("101")
            let there = try center.phone("101@shiraz")
            let manager = try center.phone("201@shiraz")
            let first = try await bridge.request(operator: "101@shiraz", route: "*5003")
            _ = try await bridge.wait(for: first.id) { $0.state == .connected }
            #expect(await there.rings == 1)
            #expect(await here.rings == 0)
            try await manager.hangUp()
            #expect(try await bridge.wait(for: first.id) { $0.state.isEnd }.outcome == .helped)

            let relay = try #require(center.relay)
            relay.cut(.broken)
            try await bridge.wait(for: "the bridge to miss the PBX") {
                String(decoding: try await bridge.get("/readyz").body, as: UTF8.self)
                    .contains(#"{"id":"main","status":"down""#)
            }
            let waiting = try await bridge.request(operator: "101", route: "*5003")
            let second = try await bridge.request(operator: "101@shiraz", route: "*5003")
            _ = try await bridge.wait(for: second.id) { $0.state == .connected }
            #expect(try await bridge.wait(for: waiting.id) { _ in true }.state == .accepted)
            try await manager.hangUp()
            #expect(try await bridge.wait(for: second.id) { $0.state.isEnd }.outcome == .helped)
            relay.mend()
            _ = try await bridge.wait(for: waiting.id) { $0.state == .connected }
            try await manager.hangUp()
            #expect(try await bridge.wait(for: waiting.id) { $0.state.isEnd }.outcome == .helped)
        }
    }
}
