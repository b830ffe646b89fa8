import Testing

@testable import Speech

@Suite struct InitialsTests {
    @Test(
        "A letter that stands for a name is said without its dot, and titles are said in full",
        arguments: [
            ("fa", "م. رضایی", "م رضایی"), ("fa", "م.رضایی", "م رضایی"), ("fa", "ع. ر. احمدی", "ع ر احمدی"),
            ("fa", "ع.ر. احمدی", "ع ر احمدی"), ("fa", "ع.ر.احمدی", "ع ر احمدی"), ("fa", "س.م.ح موسوی", "س م ح موسوی"),
            ("en", "J. R. Smith", "J R Smith"), ("en", "J.R.R. Tolkien", "J R R Tolkien"),
            ("en", "A. Smith", "eh Smith"), ("en", "J.Smith", "J Smith"), ("en", "Prof. Smith", "Professor Smith"),
            ("ar", "م. أحمد", "المهندس أحمد"), ("ar", "س. ع. أحمد", "سين عين أحمد"),
            ("de", "Dr. J. Müller", "Doktor J Müller"), ("tr", "Av. Ayşe", "Avukat Ayşe"),
            ("tr", "Prof. Dr. A. Yılmaz", "Profesör Doktor A Yılmaz"), ("es", "Sra. García", "Señora García"),
            ("fr", "M. Dupont", "Monsieur Dupont"), ("ru", "С. Иванов", "эс Иванов"),
        ])
    func names(name: String, written: String, spoken: String) async throws {
        let voice = try ShippedVoices.voice(name)
        #expect(voice.preparation.apply(to: written) == spoken)
        #expect(try await SpeechSynthesizer.shared.phonemes(of: written, voice: voice).count == 1)
    }

    @Test(
        "The dot behind a letter stays at the end of a text, within an abbreviation and in the name of a page",
        arguments: [
            ("fa", "م.", "م."), ("fa", "ق.م", "ق.م"), ("fa", "سال ق.م.", "سال ق.م."),
            ("fa", "گروه A. لطفاً", "گروه A. لطفاً"),
            ("en", "Plan B.", "Plan B."), ("en", "sent a.m. today", "sent a.m. today"),
            ("en", "in the U.S.", "in the U.S."), ("en", "T.me", "T.me"),
            ("en", "He came. Then", "He came. Then"),
        ])
    func otherDots(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }
}
