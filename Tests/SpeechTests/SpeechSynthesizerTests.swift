import Dispatch
import Testing

@testable import Speech

@Suite struct SpeechSynthesizerTests {
    private let synthesizer = SpeechSynthesizer.shared
    private let english = SpeechSettings(espeakVoice: "en")

    @Test(
        "Persian and English are spoken",
        arguments: [
            ("fa", "درخواست کمک شما برای سارا کریمی ارسال شد."),
            ("en", "Your help request has been sent to Sara Karimi."),
        ])
    func speaks(voice: String, text: String) async throws {
        let audio = try await synthesizer.synthesize(text, settings: SpeechSettings(espeakVoice: voice))
        #expect(audio.sampleRate == 22_050)
        #expect((2...5).contains(audio.seconds))
        #expect(audio.loudness > 0.02)
    }

    @Test("A text's rate and word gap are heard, and the next text does not inherit them")
    func parameters() async throws {
        let text = "one two three four five six"
        let before = try await synthesizer.synthesize(text, settings: english)
        var settings = english
        settings.rate = 320
        #expect(try await synthesizer.synthesize(text, settings: settings).seconds < before.seconds * 0.75)
        settings = english
        settings.wordGap = 30
        #expect(try await synthesizer.synthesize(text, settings: settings).seconds > before.seconds * 1.5)
        let after = try await synthesizer.synthesize(text, settings: english)
        #expect(abs(after.seconds - before.seconds) < 0.1)
        #expect(abs(after.loudness - before.loudness) < 0.02)
    }

    @Test("Texts that many tasks have spoken at once do not mix")
    func concurrent() async throws {
        let short = try await synthesizer.synthesize("one", settings: english).seconds
        let long = try await synthesizer.synthesize("one two three four five", settings: english).seconds
        try await withThrowingTaskGroup { group in
            for index in 0..<40 {
                group.addTask {
                    let isShort = index.isMultiple(of: 2)
                    let text = isShort ? "one" : "one two three four five"
                    let audio = try await synthesizer.synthesize(text, settings: english)
                    #expect(abs(audio.seconds - (isShort ? short : long)) < 0.1)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Markup and phoneme codes are spoken, not interpreted")
    func noMarkup() async throws {
        let pause = try await synthesizer.synthesize(#"<break time="60s"/> hello"#, settings: english)
        #expect((1.5...20).contains(pause.seconds))
        // As phonemes it would be the one word "hello", half a second.
        let phonemes = try await synthesizer.synthesize("[[h@l'oU]]", settings: english)
        #expect(phonemes.seconds > 0.9)
    }

    @Test("Texts that cannot be spoken are refused before they get to the engine")
    func refused() async {
        await #expect(throws: SpeechError.textContainsNUL) {
            try await synthesizer.synthesize("a\0b", settings: english)
        }
        await #expect(throws: SpeechError.textTooLong(count: 1_001, maximum: 1_000)) {
            try await synthesizer.synthesize(String(repeating: "a", count: 1_001), settings: english)
        }
    }

    @Test("A text that takes minutes to say is stopped")
    func tooLong() async {
        var settings = english
        settings.rate = 80
        settings.wordGap = 100
        await #expect(throws: SpeechError.audioTooLong(maximumSeconds: 300)) {
            try await synthesizer.synthesize(String(repeating: "word ", count: 200), settings: settings)
        }
    }

    @Test("The engine's voices are known by name and variant", arguments: ["fa", "fa+f2", "en", "en-us", "az"])
    func knownVoice(name: String) async throws {
        try await synthesizer.check(espeakVoice: name)
    }

    @Test(
        "Unknown voices and variants of the engine are refused",
        arguments: ["xx", "fa+nope", "", "+f2", "fa+", "../lang/ira/fa"])
    func unknownVoice(name: String) async {
        await #expect(throws: SpeechError.unknownEspeakVoice(name)) {
            try await synthesizer.check(espeakVoice: name)
        }
    }

    @Test("A synthesis is stopped in mid-text, and the next one is not harmed")
    func cancellation() async throws {
        let text = try SpeechText(String(repeating: "one two three ", count: 70))
        let expected = try await synthesizer.synthesize("one two three", settings: english).seconds
        let (started, continuation) = AsyncStream<Void>.makeStream()
        let mayGoOn = DispatchSemaphore(value: 0)
        let synthesis = Task { [english] in
            try await synthesizer.perform(priority: .call) { engine, stop in
                var asked = 0
                return try engine.speak(text, settings: english) {
                    asked += 1
                    if asked == 3 {
                        continuation.yield()
                        mayGoOn.wait()
                    }
                    // Once cancelled, there is no asking again.
                    #expect(asked <= 3)
                    return stop()
                }
            }
        }
        for await _ in started { break }
        synthesis.cancel()
        mayGoOn.signal()
        await #expect(throws: CancellationError.self) { try await synthesis.value }
        let after = try await synthesizer.synthesize("one two three", settings: english).seconds
        #expect(abs(after - expected) < 0.1)
    }

    @Test("A task that is cancelled before it asks gets no speech")
    func cancelledBefore() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await synthesizer.synthesize("one", settings: english)
                }
            }
            try await group.waitForAll()
        }
    }
}
