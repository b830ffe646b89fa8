import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Which helper is rung first, and who is left alone, on a real Asterisk", .tags(.live), .serialized)
struct HelperChoiceTests {
    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .answer(afterMilliseconds: 50), "201": .answer(afterMilliseconds: 50),
        "202": .answer(afterMilliseconds: 50),
    ]

    /// One request from the press to the end.
    ///
    /// - Returns: whom it rang.
    private func help(
        _ center: LiveCallCenter, _ bridge: BridgeProcess, _ more: [String: String] = [:]
    ) async throws -> [String] {
        let request = try await bridge.request(operator: "101", route: "*5003", more)
        let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
        try await center.phone(#require(connected.manager?.extension)).hangUp()
        try await bridge.wait(for: request.id) { $0.state.isEnd }
        return connected.attempts.map(\.extension)
    }

    @Test("With least_recent whoever has helped least recently goes first", arguments: AsteriskVersion.tried)
    func leastRecent(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones,
            route: LiveCallCenter.route(detection: "department", ringing: "strategy: least_recent, timeoutSeconds: 10")
        ) { center, bridge in
            #expect(try await help(center, bridge) == ["201"])
            #expect(try await help(center, bridge) == ["202"])
            #expect(try await help(center, bridge) == ["201"])
            // A new process knows it from what is stored.
            bridge.stop()
            let again = try await center.serve()
            #expect(try await help(center, again) == ["202"])
            again.stop()
            let rings = try await [center.phone("201").rings, center.phone("202").rings]
            #expect(rings == [2, 2])
        }
    }

    @Test(
        "A helper who does not want to be disturbed is not, not even in mid-ringing, except for an emergency",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func paused(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones,
            route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10"), through: driver
        ) { center, bridge in
            try await center.prepare()
            let paused = try center.phone("201")
            try await bridge.setPaused("201", true)
            #expect(try await help(center, bridge) == ["202"])
            #expect(await paused.rings == 0)
            #expect(try await help(center, bridge, ["urgency": "emergency"]) == ["201"])
            #expect(await paused.rings == 1)
            try await bridge.setPaused("201", false)

            await paused.setBehaviour(.ring)
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            try await bridge.setPaused("201", true)
            try await paused.waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.declined, .answered])
            #expect(connected.manager?.extension == "202")
            try await center.phone("202").hangUp()
            try await center.phone("101").waitUntilEnded()
        }
    }

    @Test(
        "A helper who takes a break while a request rings them is let go, and the next one is rung",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func takesBreak(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        var phones = Self.phones
        phones["201"] = .ring
        try await LiveCallCenter.run(
            on: version, phones: phones,
            route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 60, totalSeconds: 90"),
            through: driver
        ) { center, bridge in
            try await center.prepare()
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            let resting = try center.phone("201")
            try await bridge.setPresence(.onBreak, of: "201")
            try await resting.waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.extension) == ["201", "202"])
            #expect(connected.attempts.map(\.result) == [.declined, .answered])

            // They are passed over from then on, until they are back.
            try await center.phone("202").hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(try await help(center, bridge) == ["202"])
            try await bridge.setPresence(.online, of: "201")
            await resting.setBehaviour(.answer(afterMilliseconds: 50))
            #expect(try await help(center, bridge) == ["201"])
            #expect(await resting.rings == 2)
        }
    }
}
