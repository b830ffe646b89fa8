import HelpDesk
import Testing

@testable import Speech

@Suite struct TextPreparationTests {
    private func persian(_ text: String) throws -> String {
        try SpeechText(text, preparation: ShippedVoices.voice("fa").preparation).string
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
    func persian(written: String, spoken: String) throws {
        #expect(try persian(written) == spoken)
    }

    @Test("digits of every script are read alike, in every voice", arguments: ["en", "ar", "tr", "ku"])
    func digits(name: String) throws {
        let preparation = try ShippedVoices.voice(name).preparation
        for written in ["42", "۴۲", "٤٢", "४२"] {
            #expect(try SpeechText(written, preparation: preparation).string == "42")
        }
    }

    @Test(
        "a date is read as the language says it, and its dots end no sentence",
        arguments: [
            ("en", "on 2024-05-03", "on May third, 2024"), ("de", "am 3.5.2024", "am dritten Mai 2024"),
            ("de", "am 03.07.2024", "am dritten Juli 2024"), ("fr", "le 01/05/2024", "le premier mai 2024"),
            ("fr", "le 2024-05-02", "le 2 mai 2024"), ("ru", "03.05.2024", "третье мая 2024 года"),
            ("ku", "3.5.2024", "sêyê Gulana 2024"), ("es", "3/5/2024", "3 de mayo de 2024"),
        ])
    func dates(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test("numbers that callers note down are read digit by digit in every voice", arguments: ShippedVoices.names)
    func notedNumbers(name: String) throws {
        let preparation = try ShippedVoices.voice(name).preparation
        let zero = preparation.numbers?.ones[0] ?? "0"
        for written in ["0912 123 4567", "021-88776655", "+98 21 88776655", "6037 9911 1234 5678"] {
            let clauses = preparation.apply(to: written).split { ",،".contains($0) }
            #expect(clauses.count == written.split { " -".contains($0) }.count, "\(written)")
            #expect(clauses.allSatisfy { !$0.contains { "+-".contains($0) } }, "\(written)")
        }
        #expect(preparation.apply(to: "0912 123 4567").hasPrefix(zero + " "))
    }

    @Test("a number beside a currency is an amount, and one of as many digits alone is not")
    func amounts() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "1250000 tomans, amount: 2500000") == "1250000 tomans, amount: 2500000")
        #expect(english.apply(to: "1250000") == "1 2 5 0 0 0 0")
        #expect(english.apply(to: "order number 1234, number of the order 1234").hasPrefix("order number 1 2 3 4, "))
        #expect(english.apply(to: "3.05 and 192.168.1.10") == "3.05 and 192 dot 168 dot 1 dot 10")
    }

    @Test("short forms are spelled whatever their case, but no word of two letters becomes one")
    func shortForms() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "IT and Otp, it works") == "I T and O T P, it works")
    }

    @Test("other languages read extensions digit by digit, and leave times and amounts to the engine")
    func others() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "extension 101") == "extension 1 0 1")
        #expect(english.apply(to: "101 calls at 14:30, 1,250 in all") == "101 calls at 14:30, 1,250 in all")
        let azerbaijani = try ShippedVoices.voice("az").preparation
        #expect(azerbaijani.apply(to: "göndərildi, şöbə") == "göndərildi, şöbə")
    }

    @Test("numbers are said up to the largest power there is a word for")
    func largeNumbers() throws {
        let numbers = try #require(ShippedVoices.voice("fa").preparation.numbers)
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
