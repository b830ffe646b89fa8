import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("What people do in mid-call on a real Asterisk", .tags(.live), .serialized)
struct MidCallTests {
    @Test(
        "A manager who transfers the operator goes on as whoever they were sent to, and holding changes nothing",
        arguments: AsteriskVersion.tried, [LiveCallCenter.Driver.ari, .ami])
    func transfer(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 100),
                "202": .answer(afterMilliseconds: 500),
            ], through: driver
        ) { center, bridge in
            try await center.prepare()
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            let successor = try center.phone("202")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.hold()
            // The laboratory's music.
            try await caller.waitUntilHearing(tone: 660)
            try await manager.unhold()
            try await caller.waitUntilHearing(tone: manager.tone)
            #expect(try await bridge.request(request.id).state == .connected)

            try await manager.refer(to: "202")
            try await caller.waitUntilHearing(tone: successor.tone)
            try await successor.waitUntilHearing(tone: caller.tone)
            #expect(try await bridge.request(request.id).state == .connected)
            try await successor.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(try await center.lab.console("core show channels count").contains("0 active channels"))
        }
    }

    @Test(
        "The operator's phone is asked to pick up by itself, and shows what it is about",
        arguments: AsteriskVersion.tried)
    func operatorLeg(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .ring], route: LiveCallCenter.route(", autoAnswer: true")
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            let call = try await center.phone("101").waitForCall(timeout: .seconds(120))
            #expect(call.header("Call-Info")?.contains("answer-after=0") == true)
            #expect(call.header("Alert-Info")?.contains("alert-autoanswer") == true)
            #expect(call.displayName == "کمک پشتیبانی")
            try await center.phone("101").hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
        }
    }

    @Test(
        "A request whose helper is on the phone waits, is told its place, and is served when they have hung up",
        arguments: AsteriskVersion.tried)
    func waiting(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 0),
                "900": .answer(afterMilliseconds: 0),
            ], route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10", ", waitSeconds: 60")
        ) { center, bridge in
            let caller = try center.phone("101")
            let helper = try center.phone("201")
            try await helper.call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.attempts.map(\.result) == [.busy, .offline] }
            // The announcement, and then the place in the line. There are gaps where the machine has other things to
            // do.
            var recording: [Int16] = []
            var unheard: [[Int16]] = []
            for seconds in stride(from: 13, through: 45, by: 8) {
                try await caller.waitUntilRecorded(.seconds(seconds), timeout: .seconds(120))
                recording = await caller.recording()
                let prompts = try center.prompts()
                #expect(prompts.count == 2)
                unheard = prompts.filter { !AudioComparison.find($0, in: recording).isSame }
                if unheard.isEmpty { break }
            }
            #expect(
                unheard.isEmpty,
                "\(unheard.map { $0.count / 8 }) ms of \(recording.count / 8) ms\n\(center.log)")
            #expect(await helper.rings == 0)
            try await center.phone("900").hangUp()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.busy, .offline, .answered])
            try await caller.waitUntilHearing(tone: helper.tone)
            try await caller.hangUp()
            try await helper.waitUntilEnded()
        }
    }
}
