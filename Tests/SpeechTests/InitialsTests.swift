import HelpDesk
import Testing

@testable import Speech

@Suite struct InitialsTests {
    @Test(
        "A letter that stands for a name is said without its dot, and titles of several letters are said in full",
        arguments: [
            ("fa", "م. رضایی", "م رضایی"), ("fa", "م.رضایی", "م رضایی"), ("fa", "ع. ر. احمدی", "ع ر احمدی"),
            ("fa", "ع.ر. احمدی", "ع ر احمدی"), ("fa", "ع.ر.احمدی", "ع ر احمدی"), ("fa", "س.م.ح موسوی", "س م ح موسوی"),
            ("en", "J. R. Smith", "J R Smith"), ("en", "J.R.R. Tolkien", "J R R Tolkien"),
            ("en", "A. Smith", "eh Smith"), ("en", "J.Smith", "J Smith"), ("en", "Prof. Smith", "Professor Smith"),
            ("ar", "م. أحمد", "ميم أحمد"), ("ar", "س. ع. أحمد", "سين عين أحمد"),
            ("de", "Dr. J.Müller", "Doktor J Müller"), ("tr", "Av. Ayşe", "Avukat Ayşe"),
            ("tr", "Prof. Dr. A.Yılmaz", "Profesör Doktor A Yılmaz"), ("es", "Sra. García", "Señora García"),
            ("fr", "J. M. Dupont", "J M Dupont"), ("en", "A.M. Smith", "eh M Smith"),
            ("en", "Call J. R. Smith", "Call J R Smith"), ("en", "Sara J. von Berg", "Sara J von Berg"),
            ("ru", "С. Иванов", "эс Иванов"),
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
            ("en", "We open at 9 A.M. Please call back", "We open at 9 A.M. Please call back"),
            ("en", "We open at nine A.M. Please call back", "We open at nine A.M. Please call back"),
            ("en", "Take plan B. Please wait", "Take plan B. Please wait"),
            ("ru", "корпус В. Ждите", "корпус В. Ждите"), ("tr", "Blok A. Lütfen", "Blok A. Lütfen"),
            ("fr", "bâtiment M. Poste 101", "bâtiment M. Poste 1 0 1"),
            ("ar", "الساعة 5 م. الرجاء", "الساعة 5 م. الرجاء"), ("ar", "المبنى د. الرجاء", "المبنى د. الرجاء"),
            ("ar", "القسم أ. الرجاء", "القسم أ. الرجاء"),
        ])
    func otherDots(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "Initials of a name in a prompt end no sentence wherever it stands, and a letter at the end of a reason does",
        arguments: [
            ("J. Smith", "wrong plan B", "J Smith asks: wrong plan B. Extension 1 0 1."),
            ("Sara J. R. Smith", "no idea", "Sara J R Smith asks: no idea. Extension 1 0 1."),
            ("Dr. J. von Berg", "plan B. No more", "Doctor J von Berg asks: plan B. No more. Extension 1 0 1."),
        ])
    func namesInPrompts(name: String, reason: String, spoken: String) throws {
        let values = PromptValues(operator: "101", operatorName: name, reason: reason)
        let text = try #require(
            try PromptText("{operatorName} asks: {reason}. Extension {operator}.").filled(with: values))
        #expect(try ShippedVoices.voice("en").preparation.apply(to: text) == spoken)
    }
}
