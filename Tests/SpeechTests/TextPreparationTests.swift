import HelpDesk
import Testing

@testable import Speech

@Suite struct TextPreparationTests {
    private func persian(_ text: String) async throws -> String {
        try SpeechText(text, preparation: try await ShippedVoices.voice("fa").preparation).string
    }

    @Test(
        "a Persian text is brought into the form in which it is spoken",
        arguments: [
            // Letters
            ("سارا كريمي", "سارا کریمی"),
            ("مي‌خواهم", "می‌خواهم"),
            ("شمارۀ", "شمارهٔ"),
            // Extensions and telephone numbers
            ("داخلی ۱۰۱", "داخلی یک صفر یک"),
            ("داخلی: 205", "داخلی: دو صفر پنج"),
            ("شمارهٔ ۳۰", "شمارهٔ سه صفر"),
            ("0912", "صفر نُه یک دو"),
            ("+98912", "نُه هشت نُه یک دو"),
            ("1234567", "یک دو سه چهار پنج شش هفت"),
            // Numbers
            ("۵ نفر", "پنج نفر"),
            ("١٢٣", "صدُ بیستُ سه"),
            ("۱۰۰۰", "هزار"),
            ("۲۰۱۵", "دو هزارُ پانزده"),
            ("۱٬۲۵۰٬۰۰۰", "یک میلیونُ دویستُ پنجاه هزار"),
            ("3.5", "سه ممیز پنج"),
            ("3.05", "سه ممیز صفر پنج"),
            ("0", "صفر"),
            ("نفر 2.", "نفر دو."),
            // Dates and times
            ("1403/05/03", "سومِ مرداد هزارُ چهارصدُ سه"),
            ("۳/۵/۱۴۰۳", "سومِ مرداد هزارُ چهارصدُ سه"),
            ("2024-07-24", "بیستُ چهارمِ ژوئیه دو هزارُ بیستُ چهار"),
            ("ساعت ۱۴:۳۰", "ساعت چهاردهُ سی دقیقه"),
            ("08:05", "هشتُ پنج دقیقه"),
            ("9:00", "نُه"),
            ("14:30:59", "چهاردهُ سی دقیقه"),
            // What only looks like one
            ("1403/13/03", "هزارُ چهارصدُ سه، سیزده، صفر سه"),
            ("1700/05/03", "هزارُ هفتصد، صفر پنج، صفر سه"),
            ("25:61", "بیستُ پنج:شصتُ یک"),
            // Latin words
            ("CRMهای شما", "CRM های شما"),
            ("CRM‌های شما", "CRM های شما"),
            ("مشتری VIP", "مشتری V I P"),
            ("مالی/اداری", "مالی، اداری"),
        ])
    func persian(written: String, spoken: String) async throws {
        #expect(try await persian(written) == spoken)
    }

    @Test("digits of every script are read alike, in every voice", arguments: ["en", "ar", "tr", "ku"])
    func digits(name: String) async throws {
        let preparation = try await ShippedVoices.voice(name).preparation
        for written in ["42", "۴۲", "٤٢", "४२"] {
            #expect(try SpeechText(written, preparation: preparation).string == "42")
        }
    }

    @Test("other languages read dates with the month's name, and extensions digit by digit")
    func others() async throws {
        let english = try await ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "on 2024-05-03") == "on May 3, 2024")
        #expect(english.apply(to: "extension 101") == "extension 1 0 1")
        #expect(english.apply(to: "101 calls at 14:30, 1,250 in all") == "101 calls at 14:30, 1,250 in all")
        let german = try await ShippedVoices.voice("de").preparation
        #expect(german.apply(to: "am 3.5.2024") == "am 3. Mai 2024")
        let azerbaijani = try await ShippedVoices.voice("az").preparation
        #expect(azerbaijani.apply(to: "göndərildi, şöbə") == "göndərildi, şöbə")
    }

    @Test("numbers are said up to the largest power there is a word for")
    func largeNumbers() async throws {
        let numbers = try #require(try await ShippedVoices.voice("fa").preparation.numbers)
        #expect(numbers.words("999999999999").hasPrefix("نهصدُ نودُ نُه میلیاردُ "))
        #expect(numbers.words("1000000000000") == "یک صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر")
        #expect(numbers.words("1001001") == "یک میلیونُ هزارُ یک")
    }

    @Test("a text without rules stays as it is, apart from its digits")
    func noRules() {
        let text = "A 1, b:2 — ۳/c\nd"
        #expect(TextPreparation().apply(to: text) == "A 1, b:2 — 3/c\nd")
    }
}
