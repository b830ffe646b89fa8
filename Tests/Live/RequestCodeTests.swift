import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A request code dialled on a real phone", .tags(.live), .serialized)
struct RequestCodeTests {
    @Test(
        "An operator who dials the code hears the prompt on that call, and is joined with the manager there",
        arguments: AsteriskVersion.tried)
    func dialled(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 3000)]
        ) { center, bridge in
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            try await caller.call("*5003")
            #expect(try await manager.waitForCall().number == "101")
            let request = try await bridge.newestRequest()
            #expect(request.operator == "101")
            #expect(request.route == "*5003")
            try await bridge.wait(for: request.id) { $0.state == .connected }
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.waitUntilHearing(tone: caller.tone)
            #expect(await caller.rings == 0)

            let recording = await caller.recording()
            #expect(AudioComparison.find(try center.onlyPrompt(), in: recording).isSame)
            let other = try await center.spoken("متأسفانه در حال حاضر هیچ مدیری در دسترس نیست")
            #expect(AudioComparison.find(other, in: recording).isOther)

            try await caller.hangUp()
            try await manager.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test(
        "An operator who has dialled goes on talking when the bridge is killed, and is hung up with the manager",
        arguments: AsteriskVersion.tried)
    func killed(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "200": .answer(afterMilliseconds: 100)]
        ) { center, bridge in
            let caller = try center.phone("101")
            let manager = try center.phone("200")
            try await caller.dial("*5003")
            let request = try await bridge.newestRequest()
            try await bridge.wait(for: request.id) { $0.state == .connected }
            bridge.kill()
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await caller.waitUntilHearing(tone: manager.tone)
            try await manager.hangUp()
            try await caller.waitUntilEnded()
            let ended = try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(await manager.rings == 1)
        }
    }

    @Test(
        "A code that no route has, or that somebody dials who is no operator, is answered with a sentence that says so",
        arguments: AsteriskVersion.tried)
    func refused(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "102": .answer(afterMilliseconds: 100)]
        ) { center, bridge in
            let other = try await center.spoken("یک دو سه چهار پنج شش هفت هشت نه ده")
            var earlier = try center.prompts()
            for (number, code) in [("101", "*5999"), ("102", "*5003")] {
                let phone = try center.phone(number)
                try await phone.call(code)
                try await phone.waitUntilEnded(timeout: .seconds(120))
                let recording = await phone.recording()
                // What was said to them is the one prompt that was made meanwhile.
                let said = try center.prompts().filter { !earlier.contains($0) }
                #expect(said.count == 1)
                for prompt in said { #expect(AudioComparison.find(prompt, in: recording).isSame) }
                #expect(AudioComparison.find(other, in: recording).isOther)
                earlier += said
            }
        }
    }

    @Test("A dialled code is led to the bridge by the lines that the program prints", arguments: AsteriskVersion.tried)
    func dialplan(version: AsteriskVersion) async throws {
        let route = """
            {code: "*77", name: "Help; now (twice)", detection: department, voice: fa}
              - {code: "#5*", name: Second, detection: department, voice: fa}
            """
        try await LiveCallCenter.run(on: version, phones: ["101": .answer(afterMilliseconds: 100)], route: route) {
            center, bridge in
            let lines = try await center.command(["pbx", "dialplan"])
            let file = center.lab.directory + "/asterisk/etc/extensions_test.conf"
            try "[internal](+)\ninclude => helpbridge-codes\n\n\(lines)".write(
                toFile: file, atomically: true, encoding: .utf8)
            let before = try center.lab.log
            _ = try await center.lab.console("dialplan reload")
            let shown = try await center.lab.console("dialplan show helpbridge-codes")
            #expect(shown.contains("Stasis(helpbridge,*77)"))
            #expect(shown.contains("Stasis(helpbridge,#5*)"))
            let news = try center.lab.log.dropFirst(before.count)
            #expect(!news.contains("WARNING") && !news.contains("ERROR"), "\(news)")

            // 201 and 202 are not registered: the operator hears that nobody is there.
            let phone = try center.phone("101")
            try await phone.call("*77")
            try await phone.waitUntilEnded(timeout: .seconds(120))
            let request = try await bridge.newestRequest()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .offline)
        }
    }
}
