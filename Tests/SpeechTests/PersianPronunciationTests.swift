import Testing

@testable import Speech

/// A guard for intelligibility: what changes in the engine, a voice file or the preparation of texts shows here as another
/// pronunciation.
@Suite struct PersianPronunciationTests {
    @Test(
        "sixty Persian prompts are pronounced as they were when each was last read through",
        arguments: PersianPhonemes.expected)
    func pronunciation(text: String, phonemes: String) async throws {
        let voice = try await ShippedVoices.voice("fa")
        let clauses = try await SpeechSynthesizer.shared.phonemes(of: text, voice: voice)
        #expect(clauses.joined(separator: " | ") == phonemes)
    }

    @Test("Latin words are spoken by the English voice, and Persian ones are not")
    func english() async throws {
        let voice = try await ShippedVoices.voice("fa")
        for text in ["CRM", "Sara Karimi", "مدیر IT"] {
            let clauses = try await SpeechSynthesizer.shared.phonemes(of: text, voice: voice)
            #expect(clauses.contains { $0.contains("(en)") }, "\(text)")
        }
        let clauses = try await SpeechSynthesizer.shared.phonemes(of: "ساعت ۱۴:۳۰، ۱۴۰۳/۰۵/۰۳", voice: voice)
        #expect(!clauses.contains { $0.contains("(en)") })
    }

    @Test("what is written in Arabic letters or digits is pronounced alike")
    func scripts() async throws {
        let voice = try await ShippedVoices.voice("fa")
        for (one, other) in [("كريمي ١٠١", "کریمی ۱۰۱"), ("داخلی 205", "داخلی ٢٠٥"), ("علي", "علی")] {
            let first = try await SpeechSynthesizer.shared.phonemes(of: one, voice: voice)
            let second = try await SpeechSynthesizer.shared.phonemes(of: other, voice: voice)
            #expect(first == second)
        }
    }
}
