import Foundation
import Testing

@testable import Speech

/// A guard for intelligibility: what changes in the engine, a voice file or the preparation of texts shows here as
/// another pronunciation.
@Suite struct PersianPronunciationTests {
    @Test("More than two hundred Persian texts are pronounced as they were when each was last read through")
    func pronunciation() async throws {
        let rows = try PronunciationRow.rows(of: "fa")
        #expect(rows.count > 200)
        let voice = try ShippedVoices.voice("fa")
        let said = try await SpeechSynthesizer.shared.perform(priority: .preview) { engine, _ in
            try rows.map { row in
                let text = try SpeechText(row.written, preparation: voice.preparation)
                return (text.string, try engine.phonemes(of: text, voice: voice.settings.espeakVoice))
            }
        }
        for (row, (text, clauses)) in zip(rows, said) {
            let phonemes = clauses.joined(separator: " | ")
            let full = "fa.tsv:\(row.line) is now: \(row.written)\t\(text)\t\(phonemes)"
            #expect(row.prepared == text && row.phonemes == phonemes, "\(full)")
        }
    }

    @Test("A Persian text is one text to the voice and to the cache, whichever of Unicode's forms it has")
    func unicodeForms() throws {
        let preparation = try ShippedVoices.voice("fa").preparation
        for row in try PronunciationRow.rows(of: "fa") {
            let compatible = row.written.decomposedStringWithCompatibilityMapping
            for form in [
                row.written.decomposedStringWithCanonicalMapping, row.written.precomposedStringWithCanonicalMapping,
                // That of `2½` is `21⁄2`, which is another number.
                compatible.contains("⁄") ? row.written : compatible,
            ] {
                #expect(preparation.apply(to: form) == row.prepared, "line \(row.line)")
            }
        }
    }

    @Test("Latin words are spoken by the English voice, and Persian ones are not")
    func english() async throws {
        let voice = try ShippedVoices.voice("fa")
        for text in ["CRM", "Sara Karimi", "مدیر IT"] {
            let clauses = try await SpeechSynthesizer.shared.phonemes(of: text, voice: voice)
            #expect(clauses.contains { $0.contains("(en)") }, "\(text)")
        }
        let clauses = try await SpeechSynthesizer.shared.phonemes(of: "ساعت ۱۴:۳۰، ۱۴۰۳/۰۵/۰۳", voice: voice)
        #expect(!clauses.contains { $0.contains("(en)") })
    }

    @Test("Persian that is written in Arabic letters or digits is pronounced alike")
    func scripts() async throws {
        let voice = try ShippedVoices.voice("fa")
        for (one, other) in [("كريمي ١٠١", "کریمی ۱۰۱"), ("داخلی 205", "داخلی ٢٠٥"), ("علي", "علی")] {
            let first = try await SpeechSynthesizer.shared.phonemes(of: one, voice: voice)
            let second = try await SpeechSynthesizer.shared.phonemes(of: other, voice: voice)
            #expect(first == second)
        }
    }
}
