import HelpDesk
import Testing

@testable import Speech

/// The voices that are shipped, measured: what a caller hears of each prompt.
@Suite struct ShippedVoiceTests {
    private static let names = ["ar", "az", "de", "en", "es", "fa", "fr", "ku", "ru", "tr"]

    private static let values: [String: PromptValues] = [
        "fa": values("علی رضایی", "سارا کریمی", "پشتیبانی"), "ar": values("علي", "سارة كريمي", "المبيعات"),
        "ru": values("Али", "Сара Карими", "продаж"),
    ]

    private static func values(_ operatorName: String, _ manager: String, _ department: String) -> PromptValues {
        PromptValues(
            operator: "101", operatorName: operatorName, manager: manager, department: department, extension: "200")
    }

    /// Every text that the voice may say, without a cache.
    private func sounds(_ name: String, rate: Int) async throws -> [(text: String, audio: AudioSamples)] {
        let voice = try await ShippedVoices.voice(name)
        let known = Self.values[name] ?? Self.values("Ali", "Sara Karimi", "Sales")
        var sounds: [(String, AudioSamples)] = []
        for kind in PromptKind.allCases {
            for text in voice.texts(for: kind, values: known) {
                let wav = try await PromptRenderer.preview(text: text, voice: voice, sampleRate: rate)
                sounds.append((text, wav.audio))
            }
        }
        return sounds
    }

    @Test("every prompt of every voice is a proper telephone recording", arguments: names, [8_000, 16_000])
    func telephoneQuality(name: String, rate: Int) async throws {
        let sounds = try await sounds(name, rate: rate)
        #expect(sounds.count >= 10)
        for (text, audio) in sounds {
            let loudness = try Loudness(of: audio)
            #expect(audio.sampleRate == rate)
            #expect((1...10).contains(audio.seconds), "\(text)")
            #expect(abs(loudness.integrated + 19) < 1.5, "\(text)")
            #expect(loudness.truePeak < -1, "\(text)")
            #expect((40...70).contains(audio.leadingSilence), "\(text)")
            #expect((40...70).contains(audio.trailingSilence), "\(text)")
            #expect(audio.spectrum.share(300...3_400) > 0.7, "\(text)")
        }
    }
}
