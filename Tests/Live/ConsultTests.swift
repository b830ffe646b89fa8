import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A help request on a real Asterisk, with real phones", .tags(.live), .serialized)
struct ConsultTests {
    @Test(
        "A request plays its Persian prompt, rings the manager, lets the two hear each other, and completes",
        arguments: AsteriskVersion.tried)
    func helped(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 300), "200": .answer(afterMilliseconds: 500)]
        ) { center, bridge in
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            let request = try await bridge.request(operator: "101", route: "*5003")
            #expect(request.state == .accepted)

            let ringing = try await manager.waitForCall(timeout: .seconds(120))
            #expect(ringing.number == "101")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.waitUntilHearing(tone: caller.tone)

            let recording = await caller.recording()
            let prompt = try center.onlyPrompt()
            #expect(AudioComparison.find(prompt, in: recording).isSame)
            let other = try await center.spoken("متأسفانه در حال حاضر هیچ مدیری در دسترس نیست")
            #expect(AudioComparison.find(other, in: recording).isOther)

            try await manager.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.state == .completed)
            #expect(ended.outcome == .helped)
            #expect(ended.manager?.source == .crm("main"))
            #expect(ended.lookup.map(\.result) == [.found])
            #expect(
                ended.timeline.map(\.state) == [
                    .accepted, .ringingOperator, .ringingManager, .connected, .completed,
                ])
        }
    }

    @Test(
        "The department's helpers are rung one after the other when the CRM is down", arguments: AsteriskVersion.tried)
    func crmDown(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: ["101": .answer(afterMilliseconds: 100), "201": .busy, "202": .answer(afterMilliseconds: 200)],
            crm: { _ in .answer(status: 503, text: "maintenance") }
        ) { center, bridge in
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await center.phone("101").waitUntilHearing(tone: center.phone("202").tone)
            try await center.phone("101").hangUp()
            try await center.phone("202").waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(ended.lookup.map(\.source) == [.crm("main"), .department("support")])
            #expect(ended.lookup.map(\.result) == [.error, .found])
            #expect(ended.attempts.map(\.extension) == ["201", "202"])
            #expect(ended.attempts.map(\.result) == [.busy, .answered])
        }
    }

    @Test(
        "A real phone's operator hears that nobody is available, and the request says why",
        arguments: AsteriskVersion.tried)
    func unavailable(version: AsteriskVersion) async throws {
        // 200 is not registered, 201 declines, 202 rings until its time is up.
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": .decline, "202": .ring]
        ) { center, bridge in
            let caller = try center.phone("101")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await caller.waitUntilEnded(timeout: .seconds(120))
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.state == .unavailable)
            #expect(ended.outcome == .noAnswer)
            #expect(ended.attempts.map(\.result) == [.offline, .declined, .noAnswer])
            #expect(ended.manager == nil)

            let recording = await caller.recording()
            let prompts = try center.prompts()
            #expect(prompts.count == 2)
            for prompt in prompts {
                let found = AudioComparison.find(prompt, in: recording)
                #expect(found.isSame, "\(found), \(prompt.count) of \(recording.count)")
            }
            let other = try await center.spoken("یک دو سه چهار پنج شش هفت هشت نه ده")
            #expect(AudioComparison.find(other, in: recording).isOther)
        }
    }

    @Test(
        "The manager's phone stops ringing when the operator hangs up", arguments: AsteriskVersion.tried)
    func operatorHangsUp(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "200": .ring]
        ) { center, bridge in
            let manager = try center.phone("200")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await manager.waitForCall(timeout: .seconds(120))
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            let hungUp = ContinuousClock.now
            try await center.phone("101").hangUp()
            let cancelled = try await manager.waitUntilCancelled()
            // Not only when the phone has rung for as long as it may, which is twenty seconds.
            #expect(cancelled.at - hungUp < .seconds(10))
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.state == .cancelled)
            #expect(ended.outcome == .operatorHungUp)
        }
    }

    @Test(
        "Two who talk go on when the bridge is killed, and after a restart their call is followed to its end",
        arguments: AsteriskVersion.tried)
    func killed(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 100)]
        ) { center, bridge in
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            bridge.kill()

            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.waitUntilHearing(tone: caller.tone)

            let restarted = try await center.serve()
            defer { restarted.stop() }
            #expect(try await restarted.request(request.id).state == .connected)
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(await manager.rings == 1)
            #expect(await caller.rings == 1)
        }
    }
}
