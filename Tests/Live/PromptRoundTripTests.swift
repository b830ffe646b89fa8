import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("What a real phone hears of a prompt", .tags(.live), .serialized)
struct PromptRoundTripTests {
    @Test(
        "A real phone hears the prompt's Persian text with an extension and a Latin word, rendered ahead",
        arguments: AsteriskVersion.tried)
    func text(version: AsteriskVersion) async throws {
        let text = "درخواستِ شما برای {manager}، داخلی {extension}، در سامانهٔ CRM ثبت شد."
        // Long enough for whatever is still to be made here when the call is answered.
        let route = LiveCallCenter.route(
            detection: "department", ringing: "strategy: sequential, timeoutSeconds: 120, totalSeconds: 240",
            ", prompts: {requestSent: {text: \"\(text)\"}}")
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 300), "201": .ring], route: route, warmed: true
        ) { center, bridge in
            let caller = try center.phone("101")
            // Only what was rendered ahead is a hit.
            try await bridge.wait(for: "the prompts") { try center.prompts().count > 20 }
            let prompt = try await center.renderedRequestSent()
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await bridge.wait(for: request.id) { $0.state == .ringingManager }
            // Longer than it lasts where there are gaps, since the machine has other things to do.
            try await bridge.wait(for: "the prompt on the phone") {
                AudioComparison.find(prompt, in: await caller.recording()).isSame
            }
            let recording = await caller.recording()
            try await caller.hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
            let other = try await center.spoken("متأسفانه در حال حاضر مدیری در دسترس نیست.")
            let unlike = AudioComparison.find(other, in: recording)
            #expect(unlike.isOther, "\(unlike)")
        }
    }

    @Test("A real phone hears the recordings that were uploaded as MP3 and as OGG", arguments: AsteriskVersion.tried)
    func recordings(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 300), "201": .decline, "202": .decline],
            warmed: true
        ) { center, bridge in
            let files = [
                ("sent", "درخواست شما ارسال شد، لطفاً گوشی را نگه دارید", SoundFiles.Format.mp3),
                ("closed", "همهٔ همکاران ما مشغول هستند، بعداً تماس بگیرید", .vorbis),
            ]
            var uploaded: [String: [Int16]] = [:]
            for (id, text, format) in files {
                let file = center.directory.appendingPathComponent("\(id).\(format)")
                let spoken = try await center.spoken(text)
                try Data(SoundFiles.encode(spoken, sampleRate: 8_000, as: format)).write(to: file)
                _ = try await center.command(["sounds", "add", file.path, "--id", id])
                uploaded[id] = try await bridge.samples(of: id)
                // Only lossy, and louder or quieter.
                #expect(AudioComparison.find(spoken, in: try #require(uploaded[id])).similarity > 0.9)
            }
            try await center.apply(
                route: LiveCallCenter.route(
                    detection: "department",
                    ", prompts: {requestSent: {recording: sent}, unavailable: {recording: closed}}"))
            try await bridge.wait(for: "the new route") {
                String(decoding: try await bridge.get("/v1/routes").body, as: UTF8.self).contains("closed")
            }

            let caller = try center.phone("101")
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await caller.waitUntilEnded(timeout: .seconds(120))
            #expect(try await bridge.wait(for: request.id) { $0.state.isEnd }.state == .unavailable)
            let recording = await caller.recording()
            for (id, sound) in uploaded {
                let found = AudioComparison.find(sound, in: recording)
                #expect(found.isSame, "\(id): \(found), \(sound.count) of \(recording.count)")
            }
            let other = try await center.spoken("یک دو سه چهار پنج شش هفت هشت نه ده")
            #expect(AudioComparison.find(other, in: recording).isOther)
        }
    }
}
