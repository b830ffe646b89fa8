import Foundation
import HelpDesk
import Testing

@testable import Speech

/// The voices that are shipped, measured: what a caller hears of each prompt.
@Suite struct ShippedVoiceTests {
    private static let values: [String: PromptValues] = [
        "fa": values("علی رضایی", manager: "سارا کریمی", department: "پشتیبانی"),
        "ar": values("علي", manager: "سارة كريمي", department: "المبيعات"),
        "ru": values("Али", manager: "Сара Карими", department: "продаж"),
    ]

    private static func values(_ operatorName: String, manager: String, department: String) -> PromptValues {
        PromptValues(
            operator: "101", operatorName: operatorName, manager: manager, department: department, extension: "200")
    }

    /// Every text that the voice may say, without a cache.
    private func sounds(_ name: String, rate: Int) async throws -> [(text: String, audio: AudioSamples)] {
        let voice = try ShippedVoices.voice(name)
        let known = Self.values[name] ?? Self.values("Ali", manager: "Sara Karimi", department: "Sales")
        var sounds: [(String, AudioSamples)] = []
        for kind in PromptKind.allCases {
            for text in voice.texts(for: kind, values: known) {
                let wav = try await PromptRenderer.preview(text: text, voice: voice, sampleRate: rate)
                sounds.append((text, wav.audio))
            }
        }
        return sounds
    }

    @Test(
        "Every prompt of every shipped voice is a proper telephone recording",
        arguments: ShippedVoices.names, [8_000, 16_000])
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

    private static let asking: [String: PromptValues] = [
        "fa": asking("علی رضایی", department: "پشتیبانی فنی", reason: "مشتری ناراضی است"),
        "ar": asking("علي رضائي", department: "المبيعات", reason: "العميل غير راض"),
        "de": asking("Alexander Müller", department: "Technik", reason: "der Kunde ist unzufrieden"),
        "en": asking("Alexander Miller", department: "Technical support", reason: "the customer is unhappy"),
        "es": asking("Alejandro Molina", department: "Soporte técnico", reason: "el cliente está descontento"),
        "fr": asking("Alexandre Moulin", department: "Assistance technique", reason: "le client est mécontent"),
        "ru": asking("Алексей Иванов", department: "Техническая поддержка", reason: "клиент недоволен"),
        "tr": asking("Ali Yılmaz", department: "Teknik destek", reason: "müşteri memnun değil"),
        "az": asking("Əli Rzayev", department: "Texniki dəstək", reason: "müştəri narazıdır"),
        "ku": asking("Azad Demir", department: "Piştgirî", reason: "mişterî ne razî ye"),
    ]

    private static func asking(_ operatorName: String, department: String, reason: String) -> PromptValues {
        PromptValues(
            operator: "101", operatorName: operatorName, department: department, reason: reason, key: "1")
    }

    @Test(
        "The helper hears within six seconds who asks and why, and the keys thereafter", arguments: ShippedVoices.names,
        [PromptKind.managerIntro, .emergencyIntro])
    func intro(name: String, kind: PromptKind) async throws {
        let voice = try ShippedVoices.voice(name)
        let values = try #require(Self.asking[name])
        let text = try #require(voice.texts(for: kind, values: values).first { _ in true })
        let reason = try #require(values.reason)
        let end = try #require(text.range(of: reason)?.upperBound)
        let whoAndWhy = String(text[..<end])
        for value in [values.operatorName, values.department] { #expect(whoAndWhy.contains(try #require(value))) }
        #expect(text[end...].contains { $0.wholeNumberValue == 9 }, "the keys come last")
        #expect(!whoAndWhy.contains { $0.isWholeNumber })
        let audio = try await PromptRenderer.preview(text: whoAndWhy, voice: voice).audio
        #expect(audio.seconds < 6, "\(whoAndWhy)")
    }

    @Test("The Arabic texts have vowel signs, without which espeak-ng leaves the vowels out")
    func vowels() throws {
        let voice = try ShippedVoices.voice("ar")
        let vowelSigns: ClosedRange<Unicode.Scalar> = "\u{64B}"..."\u{652}"
        var words = 0
        for kind in PromptKind.allCases {
            for values in [
                PromptValues(), PromptValues(operator: "101", operatorName: "N", manager: "M", reason: "R", key: "1"),
            ] {
                for text in voice.texts(for: kind, values: values) {
                    for word in text.split(whereSeparator: { !$0.isLetter }) {
                        let letters = word.unicodeScalars.filter { ("\u{621}"..."\u{64A}").contains($0) }
                        guard letters.count >= 4 else { continue }
                        words += 1
                        #expect(word.unicodeScalars.contains { vowelSigns.contains($0) }, "\(word) in \(text)")
                    }
                }
            }
        }
        #expect(words > 50)
    }

    @Test(
        "Persian names are said and not spelled in Arabic",
        arguments: [
            ("سارا کریمی", "سارا كريمي"), ("گرگان", "غرغان"), ("چابهار", "تشابهار"), ("پژمان", "بجمان"),
            ("فاطمہ", "فاطمه"), ("ڕۆژ", "روج"),
        ])
    func persianLetters(name: String, arabic: String) async throws {
        let voice = try ShippedVoices.voice("ar")
        let spoken = try await SpeechSynthesizer.shared.phonemes(of: name, voice: voice)
        #expect(spoken == (try await SpeechSynthesizer.shared.phonemes(of: arabic, voice: voice)))
        #expect(!spoken.contains { $0.contains("(en)") })
    }

    @Test(
        "A prompt that was once said wrongly in a language stays right",
        arguments: [
            ("ar", "يُوجَدُ"), ("ar", "يُرْجى"), ("ar", "نَأْسَف"), ("ar", "زُمَلائِكَ يَطْلُبُ مُساعَدَتَك"), ("ar", "طَلَبْتَهُ"),
            ("ar", "اِضْغَطْ {key} لِلْقَبول"), ("ar", "يَحْتاجُ"), ("es", "del departamento {department}"),
            ("ru", "отдел: {department}"), ("ku", "Daxwaza we "), ("tr", "Dahili numarası {operator} olan"),
        ])
    func wording(name: String, words: String) throws {
        let voice = try ShippedVoices.voice(name)
        let texts = voice.prompts.values.flatMap { $0.map(\.source) }
        #expect(texts.contains { $0.contains(words) })
    }

    @Test("In Persian it is the helper who is asked for help, and not the operator's department")
    func asked() throws {
        let voice = try ShippedVoices.voice("fa")
        let texts = voice.prompts.values.flatMap { $0.map(\.source) }
        // Whom one asks for help has this preposition.
        #expect(!texts.contains { $0.contains("از {department} کمک می‌خواهد") })
        #expect(texts.contains { $0.contains("{operatorName}، {department}، کمکِ شما را می‌خواهد") })
    }

    @Test("No Persian prompt puts the word department before a department's name, which may already contain it")
    func departmentByName() throws {
        let texts = try ShippedVoices.voice("fa").prompts.values.flatMap { $0.map(\.source) }
        #expect(!texts.contains { $0.contains("بخشِ {department}") })
        #expect(texts.contains { $0.contains("مدیرِ {department}") })
    }

    @Test("Every voice says the reason whenever one is given", arguments: ShippedVoices.names)
    func reason(name: String) throws {
        let voice = try ShippedVoices.voice(name)
        for kind in [PromptKind.managerIntro, .emergencyIntro] {
            for values in [
                PromptValues(operator: "101", reason: "R"),
                PromptValues(operator: "101", operatorName: "N", reason: "R"),
                PromptValues(operator: "101", operatorName: "N", department: "D", reason: "R"),
                PromptValues(operator: "101", operatorName: "N", department: "D", reason: "R", key: "1"),
            ] {
                let text = try #require(voice.texts(for: kind, values: values).first { _ in true })
                #expect(text.contains("R"), "\(text)")
            }
        }
    }
}
