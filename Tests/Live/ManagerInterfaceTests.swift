import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A real Asterisk that offers its manager interface only, with real phones", .tags(.live), .serialized)
struct ManagerInterfaceTests {
    @Test(
        "The manager interface helps as the REST interface does: prompt, ringing, the two hear each other",
        arguments: AsteriskVersion.tried)
    func helped(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version,
            phones: [
                "101": .answer(afterMilliseconds: 300), "200": .decline, "201": .answer(afterMilliseconds: 1000),
            ], through: .ami
        ) { center, bridge in
            try await center.loadDialplan()
            let caller = try center.phone("101")
            let manager = try center.phone("201")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.declined, .answered])
            #expect(connected.attempts.first?.cause?.q850 == 21)
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.waitUntilHearing(tone: caller.tone)
            let prompts = try center.prompts(in: center.lab.directory + "/asterisk/prompts")
            #expect(prompts.count == 1)
            let recording = await caller.recording()
            for prompt in prompts { #expect(AudioComparison.find(prompt, in: recording).isSame) }
            try await manager.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(
                ended.timeline.map(\.state) == [
                    .accepted, .ringingOperator, .ringingManager, .connected, .completed,
                ])
        }
    }

    @Test(
        "The check through the manager interface names what is missing in the dialplan",
        arguments: AsteriskVersion.tried)
    func check(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: ["101": .ring], through: .ami) { center, _ in
            let (failed, before) = try await center.commandWithStatus(["pbx", "check"])
            #expect(failed == 1)
            #expect(before.contains("FAULT  the dialplan has no context helpbridge"))
            try await center.loadDialplan()
            let (code, after) = try await center.commandWithStatus(["pbx", "check"])
            #expect(code == 0, "\(after)")
            #expect(after.contains("note   Asterisk does not say whether it sees"))
            #expect(after.contains("good   PJSIP/101 is not_inuse"))
            #expect(after.contains("good   the PBX lists its phones and trunks (6)"))
            #expect(after.contains("note   PJSIP/201 is not registered"))
        }
    }

    @Test(
        "A code dialled on a PBX with its manager interface only is taken, and the operator hears that nobody is there",
        arguments: AsteriskVersion.tried)
    func dialled(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": .busy],
            route: #"{code: "*77", name: Help, detection: department, voice: fa}"#, through: .ami
        ) { center, bridge in
            try await center.loadDialplan()
            let caller = try center.phone("101")
            try await caller.call("*77")
            try await caller.waitUntilEnded(timeout: .seconds(120))
            let request = try await bridge.newestRequest()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.operator == "101")
            #expect(ended.attempts.map(\.result) == [.busy, .offline])
            #expect(ended.outcome == .busy)
        }
    }

    @Test(
        "A code that is dialled while the bridge starts anew is taken when it is there",
        arguments: AsteriskVersion.tried)
    func dialledWhileAway(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 500)],
            route: #"{code: "*77", name: Help, detection: department, voice: fa}"#, through: .ami
        ) { center, bridge in
            try await center.loadDialplan()
            let (caller, helper) = (try center.phone("101"), try center.phone("201"))
            bridge.kill()
            async let isAnswered: Void = caller.call("*77")
            while try await !center.lab.console("core show channels concise").contains("!dialled!") {
                // Nothing tells when; the console has to be asked.
                try await Task.sleep(for: .milliseconds(50))
            }
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await isAnswered
            try await caller.waitUntilHearing(tone: helper.tone)
            let request = try await restarted.newestRequest()
            #expect(request.operator == "101")
            try await helper.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(await helper.rings == 1)
        }
    }

    @Test("A killed bridge finds its live call again through the manager interface", arguments: AsteriskVersion.tried)
    func killed(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 100)],
            through: .ami
        ) { center, bridge in
            try await center.loadDialplan()
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            bridge.kill()
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await caller.waitUntilHearing(tone: manager.tone)
            #expect(try await restarted.request(request.id).state == .connected)
            try await caller.hangUp()
            try await manager.waitUntilEnded()
            try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(await manager.rings == 1)
        }
    }
}
