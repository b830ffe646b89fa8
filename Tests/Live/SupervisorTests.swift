import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Supervisors at a real Asterisk", .tags(.live), .serialized)
struct SupervisorTests {
    private static let route = LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10")

    @Test(
        "A supervisor who takes a request is rung at once, and the other phone stops ringing",
        arguments: AsteriskVersion.tried)
    func take(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: ["101": .answer(afterMilliseconds: 100), "201": .ring, "202": .answer(afterMilliseconds: 1000)],
            route: Self.route
        ) { center, bridge in
            let (caller, other, taker) = (
                try center.phone("101"), try center.phone("201"), try center.phone("202")
            )
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            #expect(await taker.rings == 0)
            async let first = bridge.take(request.id, by: "202")
            async let again = bridge.take(request.id, by: "202")
            #expect(try await [first, again].allSatisfy { $0.attempts.map(\.extension) == ["201", "202"] })
            try await other.waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.cancelled, .answered])
            #expect(connected.manager?.extension == "202")
            #expect(await taker.rings == 1)
            try await caller.waitUntilHearing(tone: taker.tone)
            try await taker.waitUntilHearing(tone: caller.tone)
            try await taker.hangUp()
            try await caller.waitUntilEnded()
        }
    }

    @Test(
        "A supervisor who joins a call whispers to the operator, changes by keypad, and leaves the call as it was",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func join(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 100),
                "202": .answer(afterMilliseconds: 200),
            ], route: Self.route, through: driver
        ) { center, bridge in
            try await center.prepare()
            let talk = Talk(
                caller: try center.phone("101"), other: try center.phone("201"), visitor: try center.phone("202"))
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await talk.goesOn()
            try await bridge.join(request.id, by: "202", "whisper")
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.state) == [.joined] }
            try await talk.expect(operatorHears: true, otherHears: false, "whisper")
            try await talk.visitor.press("*2")
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.mode) == [.barge] }
            try await talk.expect(operatorHears: true, otherHears: true, "barge")
            // The call of the API does what their keypad does.
            try await bridge.join(request.id, by: "202", "listen")
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.mode) == [.listen] }
            try await talk.expect(operatorHears: false, otherHears: false, "listen")
            #expect(await talk.visitor.rings == 1)
            try await talk.visitor.hangUp()
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.state) == [.left] }
            try await talk.goesOn()
            #expect(try await bridge.request(request.id).state == .connected)
            try await talk.other.hangUp()
            try await talk.caller.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test(
        "A supervisor who joins a coached call stands beside the first coach",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func secondCoach(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 100),
                "202": .answer(afterMilliseconds: 100), "900": .answer(afterMilliseconds: 0),
            ], route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10", ", mode: listen"),
            through: driver
        ) { center, bridge in
            try await center.prepare()
            let caller = try center.phone("101")
            try await caller.call("900")
            let talk = Talk(
                caller: caller, other: try center.phone("900"), visitor: try center.phone("202"))
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await bridge.join(request.id, by: "202", "whisper")
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.state) == [.joined] }
            try await talk.expect(operatorHears: true, otherHears: false, "whisper")
            try await talk.visitor.hangUp()
            try await bridge.wait(for: request.id) { $0.supervisors.map(\.state) == [.left] }
            // The first coach is still there, and so is the call.
            try await center.phone("201").waitUntilHearing(tone: talk.other.tone, threshold: -12)
            try await talk.goesOn()
            try await talk.other.hangUp()
            try await center.phone("201").waitUntilEnded()
        }
    }

    /// Who hears whom, measured in what each phone has recorded from this moment on.
    private struct Talk {
        let caller: SIPPhone
        /// The helper, or the customer of a coached call.
        let other: SIPPhone
        let visitor: SIPPhone

        /// Waits until everybody's ears are as wanted. The two go on hearing each other whatever the supervisor does;
        /// it is they who are the control.
        func expect(
            operatorHears: Bool, otherHears: Bool, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            for (phone, tones) in [
                (caller, [other.tone] + (operatorHears ? [visitor.tone] : [])),
                (other, [caller.tone] + (otherHears ? [visitor.tone] : [])),
                (visitor, [caller.tone, other.tone]),
            ] {
                for tone in tones { try await phone.waitUntilHearing(tone: tone, threshold: -12) }
            }
            func level(_ phone: SIPPhone) async -> Double {
                ToneDetector().level(of: visitor.tone, in: Array(await phone.recording().suffix(4000)))
            }
            // What was heard before the change must be over, however busy the machine is: the two never fall silent.
            for (phone, hears) in [(caller, operatorHears), (other, otherHears)] where !hears {
                for _ in 0..<100 {
                    guard await level(phone) >= -30 else { break }
                    let recorded = await phone.recording().count
                    try await phone.waitUntilRecorded(.milliseconds(recorded / 8 + 100))
                }
            }
            let recorded = await other.recording().count
            try await other.waitUntilRecorded(.milliseconds(recorded / 8 + 700))
            for (phone, hears) in [(caller, operatorHears), (other, otherHears)] {
                let level = await level(phone)
                #expect(hears ? level > -25 : level < -30, "\(comment): \(level) dB", sourceLocation: sourceLocation)
            }
        }

        /// Whether the two hear each other.
        func goesOn() async throws {
            try await caller.waitUntilHearing(tone: other.tone)
            try await other.waitUntilHearing(tone: caller.tone)
        }
    }
}
