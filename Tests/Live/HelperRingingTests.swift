import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Ringing helpers on a real Asterisk", .tags(.live), .serialized)
struct HelperRingingTests {
    private static func route(_ ringing: String, _ more: String = "") -> String {
        LiveCallCenter.route(detection: "department", ringing: ringing, more)
    }

    @Test(
        "All helpers' phones ring at once, and the others stop when one answers", arguments: AsteriskVersion.tried)
    func simultaneous(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: ["101": .answer(afterMilliseconds: 100), "201": .ring, "202": .answer(afterMilliseconds: 1000)],
            route: Self.route("strategy: simultaneous, timeoutSeconds: 10")
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await center.phone("202").waitUntilAnswered()
            try await center.phone("201").waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.manager?.extension == "202")
            #expect(connected.attempts.map(\.result) == [.cancelled, .answered])
            try await center.phone("101").hangUp()
            try await center.phone("202").waitUntilEnded()
        }
    }

    @Test(
        "A helper who is on a call is passed over without ringing, and a dead phone after two seconds",
        arguments: AsteriskVersion.tried)
    func passedOver(version: AsteriskVersion) async throws {
        // 200 is on the phone with 900, 201 is registered and says nothing, 202 is well.
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 0), "201": .silent,
                "202": .answer(afterMilliseconds: 100), "900": .answer(afterMilliseconds: 0),
            ], route: LiveCallCenter.route(ringing: "timeoutSeconds: 20")
        ) { center, bridge in
            let busy = try center.phone("200")
            try await busy.call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.extension) == ["200", "201", "202"])
            #expect(connected.attempts.map(\.result) == [.busy, .offline, .answered])
            #expect(await busy.rings == 0)
            let dead = try #require(connected.attempts[1].milliseconds)
            // Far from the twenty seconds that a phone may ring.
            #expect((1900...15_000).contains(dead), "\(dead) ms")
            try await center.phone("101").hangUp()
            try await center.phone("202").waitUntilEnded()
        }
    }

    @Test(
        "A phone that is woken up by a push is waited for, and the next one is rung meanwhile where there is one",
        arguments: AsteriskVersion.tried)
    func slowPhone(version: AsteriskVersion) async throws {
        let slow = SIPPhoneBehaviour.wakeUp(ringAfterMilliseconds: 5000, answerAfterMilliseconds: 7000)
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": slow],
            route: Self.route("timeoutSeconds: 20")
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            // 202 is not registered.
            #expect(connected.attempts.map(\.result) == [.answered, .offline])
            #expect(connected.manager?.extension == "201")
        }
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": slow, "202": .ring],
            route: Self.route("timeoutSeconds: 20")
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await center.phone("202").waitForCall()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered, .cancelled])
            try await center.phone("202").waitUntilCancelled()
            #expect(try await center.phone("201").rings == 1)
        }
    }

    @Test(
        "A helper who is on a call is rung where the route says so, and an outside number in the end",
        arguments: AsteriskVersion.tried)
    func overflow(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .decline, "202": .answer(afterMilliseconds: 0),
                "200": .answer(afterMilliseconds: 0), "900": .answer(afterMilliseconds: 100),
            ],
            route: Self.route("timeoutSeconds: 10, skipBusy: false, rounds: 2", ", overflow: {number: \"900\"}")
        ) { center, bridge in
            try await center.phone("202").call("200")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            // 202 has one line only; 201 has declined and is not asked again.
            #expect(connected.attempts.map(\.extension) == ["201", "202", "202", "900"])
            #expect(connected.attempts.map(\.result) == [.declined, .busy, .busy, .answered])
            #expect(connected.manager?.source == .overflow)
            #expect(try await center.phone("202").rings == 2)
            try await center.phone("900").hangUp()
            try await center.phone("101").waitUntilEnded()
        }
    }

    @Test(
        "A helper who presses Reject, which their phone reports as busy, has declined and is not rung again",
        arguments: AsteriskVersion.tried)
    func rejected(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .pressReject(afterMilliseconds: 1000), "202": .decline,
            ], route: Self.route("timeoutSeconds: 10, rounds: 3", ", waitSeconds: 60")
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.attempts.map(\.extension) == ["201", "202"])
            #expect(ended.attempts.map(\.result) == [.declined, .declined])
            #expect(ended.outcome == .noAnswer)
            #expect(try await center.phone("201").rings == 1)
        }
    }

    @Test(
        "A helper is told who needs them, and joined only when they press the key",
        arguments: AsteriskVersion.tried
    )
    func acceptKey(version: AsteriskVersion) async throws {
        // 201 picks up and says nothing, as a voicemail does; 202 passes on; 102 takes it.
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 100),
                "202": .answer(afterMilliseconds: 100), "102": .answer(afterMilliseconds: 100),
            ],
            route: Self.route(
                "timeoutSeconds: 10",
                ", acceptKey: \"1\", overflow: {department: night}, prompts: {managerIntro: {text: \"کمک {reason}\"}}")
        ) { center, bridge in
            let caller = try center.phone("101")
            let request = try await bridge.request(operator: "101", route: "*5003", ["reason": "شکایت"])
            let voicemail = try center.phone("201")
            try await voicemail.waitUntilAnswered(timeout: .seconds(120))
            try await voicemail.waitUntilEnded(timeout: .seconds(120))
            let intro = try await center.spoken("کمک شکایت")
            #expect(AudioComparison.find(intro, in: await voicemail.recording()).isSame)

            try await center.phone("202").waitUntilAnswered(timeout: .seconds(120))
            try await center.phone("202").press("3")
            try await center.phone("202").waitUntilEnded(timeout: .seconds(120))
            let taker = try center.phone("102")
            try await taker.waitUntilAnswered(timeout: .seconds(120))
            #expect(try await bridge.request(request.id).state == .ringingManager)
            try await taker.press("1")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.noAnswer, .noAnswer, .answered])
            try await caller.waitUntilHearing(tone: taker.tone)
            try await taker.waitUntilHearing(tone: caller.tone)
            // They were never joined with the one who pressed nothing.
            #expect(!ToneDetector().hears(voicemail.tone, in: await caller.recording(), threshold: -25))
            try await taker.hangUp()
            try await caller.waitUntilEnded()
        }
    }

    @Test("A second press gives the request up, and says so", arguments: AsteriskVersion.tried)
    func secondPress(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": .ring],
            route: Self.route("timeoutSeconds: 20", ", secondPress: cancel")
        ) { center, bridge in
            let caller = try center.phone("101")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            #expect(try await bridge.request(operator: "101", route: "*5003").id == request.id)
            try await center.phone("201").waitUntilCancelled()
            try await caller.waitUntilEnded(timeout: .seconds(120))
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .cancelled)
            // Where the second press comes before the first prompt is made, that one is of no use to anybody.
            let prompt = try await center.spoken("درخواستِ کمکِ شما لغو شد.")
            #expect(AudioComparison.find(prompt, in: await caller.recording()).isSame)
        }
    }
}
