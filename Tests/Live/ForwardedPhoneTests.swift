import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A phone that sends its calls elsewhere on a real Asterisk", .tags(.live), .serialized)
struct ForwardedPhoneTests {
    private static let route = LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 20")

    @Test(
        "A phone that sends its calls elsewhere is followed to where pbx.numbers lets it go, and from there no further",
        arguments: AsteriskVersion.tried, [LiveCallCenter.Driver.ari, .ami])
    func allowed(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .redirect(to: "900"),
                "900": .answer(afterMilliseconds: 1000),
            ], route: Self.route, through: driver
        ) { center, bridge in
            try await center.prepare()
            let target = try center.phone("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await target.waitForCall()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered])
            try await center.phone("101").waitUntilHearing(tone: target.tone)
            try await target.hangUp()
            try await center.phone("101").waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)

            // Given up while it rings there, nobody is left ringing.
            await target.setBehaviour(.ring)
            let second = try await bridge.request(operator: "101", route: "*5003")
            try await target.waitForCall()
            // Asterisk 22 leaves a channel behind of whoever hangs up in the moment in which they are sent to what they
            // hear.
            try await center.phone("101").waitUntilRecorded(.milliseconds(200))
            try await center.phone("101").hangUp()
            try await target.waitUntilCancelled()
            try await bridge.wait(for: second.id) { $0.state.isEnd }
            try await center.waitUntilQuiet()
        }
    }

    @Test(
        "A helper's phone rings no more when a colleague picks the call up, who is the helper then",
        arguments: AsteriskVersion.tried)
    func pickedUp(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: ["101": .answer(afterMilliseconds: 100), "201": .ring, "202": .answer(afterMilliseconds: 100)],
            route: Self.route,
            dialplan: """
                [internal](+)
                exten => _*8ZXX,1,Set(channels=${CHANNELS(PJSIP/${EXTEN:2}-.*)})
                 same => n,PickupChan(${REPLACE(channels, ,&)})
                 same => n,Hangup()

                """
        ) { center, bridge in
            let (caller, colleague) = (try center.phone("101"), try center.phone("202"))
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await center.phone("201").waitForCall()
            // The channel by which the phone's contacts were asked for may still be there, too: each is tried.
            try await colleague.call("*8201")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.extension) == ["201"])
            #expect(connected.attempts.map(\.result) == [.answered])
            try await center.phone("201").waitUntilCancelled()
            try await caller.waitUntilHearing(tone: colleague.tone)
            try await colleague.hangUp()
            try await caller.waitUntilEnded()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
            try await center.waitUntilQuiet()
        }
    }

    @Test(
        "A phone that sends its calls where these may not go is let go, and the next one is rung",
        arguments: AsteriskVersion.tried)
    func forbidden(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .redirect(to: "0912000000"),
                "202": .answer(afterMilliseconds: 500), "900": .ring,
            ], route: Self.route,
            // A PBX that would dial anything.
            dialplan: "[internal](+)\nexten => _0X.,1,Dial(PJSIP/900,30)\n same => n,Hangup()\n"
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.extension) == ["201", "202"])
            #expect(connected.attempts.map(\.result) == [.declined, .answered])
            try await center.phone("101").hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
            try await center.waitUntilQuiet()
            let other = try center.phone("900")
            #expect(await !other.isTalking)
        }
    }
}
