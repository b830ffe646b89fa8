import HelpDesk
import Testing

@testable import Speech

@Suite struct TextPreparationTests {
    private func persian(_ text: String) throws -> String {
        try SpeechText(text, preparation: ShippedVoices.voice("fa").preparation).string
    }

    @Test(
        "A Persian text is brought into the form in which it is spoken",
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

    @Test("A number for a placeholder is read digit by digit in its groups, however they are parted")
    func numberOfACustomer() throws {
        let voice = try ShippedVoices.voice("fa")
        let text = try PromptText("مشتری {customer}")
        for customer in ["0912-345-6789", "0912/345/6789", "(0912) 345 6789", "۰۹۱۲.۳۴۵.۶۷۸۹"] {
            let filled = try #require(text.filled(with: PromptValues(customer: customer), spelling: voice.spelling))
            let spoken = voice.preparation.apply(to: filled).replacing("(", with: "")
            #expect(spoken == "مشتری صفر نُه یک دو, سه چهار پنج, شش هفت هشت نُه", "\(customer)")
        }
    }

    @Test(
        "A time of day is left to the engine, which says it better than digits, or said in the language's own words",
        arguments: [
            ("en", "call back 9:00-10:00", "call back 9 o'clock to 10 o'clock"), ("en", "at 9:05", "at 9:05"),
            ("en", "10:00-12:30", "10 o'clock to 12:30"), ("de", "um 10:00 Uhr", "um 10 Uhr"),
            ("de", "10:00 – 12:30 Uhr", "10 Uhr bis 12 Uhr 30"), ("fr", "9:05", "9 heures 05"),
            ("de", "14:30 Uhr", "14 Uhr 30"), ("fa", "۱۴:۳۰ دقیقه", "چهاردهُ سی دقیقه"),
            ("es", "10:00-12:30", "10 en punto a 12:30"), ("es", "10:00 en Madrid", "10 en punto en Madrid"),
            ("en", "at 9:00 o'clock.", "at 9 o'clock."), ("en", "9:00-10:00 o'clock", "9 o'clock to 10 o'clock"),
            ("es", "9:00 en punto", "9 en punto"), ("es", "9:30 en punto", "9:30 en punto"),
            ("fr", "9:05 heures", "9 heures 05"),
            ("ru", "10:00-12:30", "10:00 до 12:30"),
            ("tr", "saat 10:00", "saat 10"), ("az", "10:00-12:30", "10 ilə 12:30"),
            ("ku", "10:00-12:30", "10 heta 12:30"),
            ("ar", "10:00-12:30", "10 إِلى 12:30"), ("fa", "10:00-12:30", "ده تا دوازدهُ سی دقیقه"),
        ])
    func times(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test("A voice without words for times leaves them whole to the engine")
    func timesWithoutWords() {
        let preparation = TextPreparation(digitsFrom: 7)
        #expect(preparation.apply(to: "9:05, 10:00-12:30") == "9:05, 10:00-12:30")
        #expect(preparation.apply(to: "25:05") == "25:0 5", "which is no time")
    }

    @Test(
        "Thousands in groups are one number, and three digits that may be a number of their own stay one",
        arguments: [
            ("fr", "1 200 000", "1200000"), ("fr", "1\u{202F}200\u{202F}000 euros", "1200000 euros"),
            ("ru", "1 200 000 рублей", "1200000 рублей"), ("fr", "12 050,50 euros", "12050,50 euros"),
            ("fr", "1 250 euros", "1 250 euros"), ("fa", "1 250 000 تومان", "یک میلیونُ دویستُ پنجاه هزار تومان"),
            ("ar", "١٬٢٠٠٬٠٠٠ ريال", "1200000 ريال"), ("ar", "١،٢٠٠،٠٠٠", "1200000"), ("ar", "٢٫٥", "2.5"),
            ("en", "rooms 120 130 140", "rooms 120 130 140"), ("en", "extension 101 102", "extension 1 0 1 102"),
        ])
    func groups(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "Fractions, powers, ordinals and number signs stay what they are",
        arguments: [
            ("en", "2½ hours, 10²", "2½ hours, 10²"), ("es", "Mª José, 2º piso", "Mª José, 2º piso"),
            ("es", "2½", "2 y medio "), ("fa", "۲½", "دو و نیم "), ("ru", "№12345", "номер 1 2 3 4 5"),
            ("en", "ﬁne ①", "fine 1"), ("fa", "½ ساعت", "نیم ساعت"), ("fa", "۲ ½ ساعت", "دو  و نیم  ساعت"),
            ("ar", "½ ساعة", "نِصْف ساعة"), ("es", "½ hora", "media hora"), ("tr", "½ saat", "yarım saat"),
            ("ru", "½ часа", "половина часа"), ("ku", "½ saet", "nîv saet"), ("en", "½ hour", "½ hour"),
        ])
    func compatibility(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "Numbers in a list, behind a short form and behind capitals are read as those beside them",
        arguments: [
            ("en", "extension 101 and 102", "extension 1 0 1 and 1 0 2"),
            ("en", "extension 101, 102 or 103", "extension 1 0 1, 1 0 2 or 1 0 3"),
            ("en", "extension 101 and 25 others", "extension 1 0 1 and 25 others"),
            ("en", "extension 101, 102 dollars", "extension 1 0 1, 102 dollars"), ("en", "ext. 101", "ext 1 0 1"),
            ("en", "extension 101, 250 calls are waiting", "extension 1 0 1, 250 calls are waiting"),
            ("de", "Nebenstelle 12, 15 Anrufe", "Nebenstelle 1 2, 15 Anrufe"),
            ("en", "code 12 and 30 minutes", "code 1 2 and 30 minutes"),
            ("ru", "Неверный код. 15 минут", "Неверный код. 15 минут"),
            ("tr", "Yanlış kod. 15 dakika", "Yanlış kod. 15 dakika"), ("ar", "رمز. 15", "رمز. 15"),
            ("fa", "این کد. ۱۵", "این کد. پانزده"), ("tr", "no. 15", "no 1 5"),
            ("de", "Nr. 12345", "Nr 1 2 3 4 5"), ("de", "Dr. Müller", "Doktor Müller"),
            ("en", "Order no. 1234", "Order number 1 2 3 4"), ("en", "No.1234", "number 1 2 3 4"),
            ("en", "He said no. Come.", "He said no. Come."), ("en", "no 24 hours", "no 24 hours"),
            ("tr", "DAHİLİ 101", "DAHİLİ 1 0 1"), ("az", "DAXİLİ 101", "DAXİLİ 1 0 1"),
        ])
    func context(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "A mark that ends a clause has a blank behind it, without which the engine says its name",
        arguments: [
            ("en", "problem:payment", "problem: payment"), ("en", "angry!come", "angry! come"),
            ("en", "why?because", "why? because"), ("en", "one;two,three", "one; two, three"),
            ("en", "no,:yes", "no,: yes"), ("en", "extension 101,102", "extension 1 0 1, 1 0 2"),
            ("en", "extension:101", "extension: 1 0 1"), ("en", "1,250 at 2:1", "1,250 at 2:1"),
            ("en", "mail example.com", "mail example.com"), ("en", "angry!", "angry!"),
            ("ar", "العميل غاضب،تعال", "العميل غاضب، تعال"), ("fa", "مشتری؛،لطفا", "مشتری؛ لطفا"),
        ])
    func clauseEnds(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "The sign of a number is said, and a hyphen that is a dash or stands before what is noted down is not",
        arguments: [
            ("az", "balans -500000 manat", "balans  mənfi 500000 manat"), ("az", "otaq -12", "otaq  mənfi 12"),
            ("az", "otaq 5 -12", "otaq 5 -12"), ("az", "-5", " mənfi 5"),
            ("tr", "Bakiye -2500000", "Bakiye  eksi 2500000"), ("tr", "Bakiye (-50)", "Bakiye ( eksi 50)"),
            ("fr", "Solde -500000", "Solde  moins 500000"), ("en", "Balance: -2500000", "Balance: -2500000"),
            ("ar", "رصيد -500", "رصيد  ناقِص 500"),
            ("tr", "kod -12", "kod -12"), ("tr", "ara -0912", "ara -0 9 1 2"), ("tr", "ara -12-34", "ara -12-34"),
            ("fr", "réunion -14:30", "réunion -14 heures 30"), ("fr", "version -1.2.3", "version -1 point 2 point 3"),
        ])
    func signs(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "A code that is dialled is read digit by digit with its star, whatever stands before it",
        arguments: [
            ("fa", "کد *5003", "کد  ستاره پنج صفر صفر سه"), ("fa", "داخلی *5003", "داخلی  ستاره پنج صفر صفر سه"),
            ("fa", "کد *۲۱*101#", "کد  ستاره دو یک ستاره یک صفر یک مربع "), ("fa", "3*45", "سه ستاره چهلُ پنج"),
            ("fa", "کلید # را بزنید", "کلید  مربع  را بزنید"), ("en", "code *5003", "code *5 0 0 3"),
            ("en", "dial *21*101#", "dial *2 1*1 0 1#"), ("en", "3*45", "3*45"),
            ("ar", "رمز *5003", "رمز  نَجْمَة 5 0 0 3"), ("tr", "*5003", "*5 0 0 3"),
            ("de", "Wählen Sie *5003", "Wählen Sie  Stern 5 0 0 3"), ("de", "Kolleg*innen", "Kolleg*innen"),
        ])
    func dialledCodes(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test(
        "A sign of percent before its number is said behind it in Persian and Arabic, and before it in Turkish",
        arguments: [
            ("fa", "٪۲۰ تخفیف", "بیست٪ تخفیف"), ("fa", "%20 تخفیف", "بیست٪ تخفیف"), ("fa", "20% تخفیف", "بیست٪ تخفیف"),
            ("fa", "٪۲٫۵ رشد", "دو ممیز پنج٪ رشد"), ("fa", "٪۱۰-۲۰ تخفیف", "ده تا بیست٪ تخفیف"),
            ("fa", "٪۱۰ تا ٪۲۰", "ده٪ تا بیست٪"), ("fa", "کد ٪۲۰", "کد بیست٪"),
            ("fa", "سال ۱۴۰۲ ٪۵", "سال هزارُ چهارصدُ دو پنج٪"), ("ar", "٪20", "20 بِالْمِئَة "),
            ("tr", "%20 indirim", "%20 indirim"),
        ])
    func percentBefore(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test("A sign of percent is said in Arabic, where the engine knows none")
    func percent() throws {
        #expect(try ShippedVoices.voice("ar").preparation.apply(to: "20%") == "20 بِالْمِئَة ")
    }

    @Test("A negative amount has its sign in every voice", arguments: ShippedVoices.names)
    func negativeAmounts(name: String) throws {
        let preparation = try ShippedVoices.voice(name).preparation
        // The engine itself says the hyphen in English and German.
        let minus = ["en", "de"].contains(name) ? "-" : try #require(preparation.symbols["\u{2212}"])
        #expect(preparation.apply(to: "-500 €").hasPrefix(minus + (preparation.numbers?.words("500") ?? "500")))
    }

    @Test("The place in the queue is said as a number in every voice", arguments: ShippedVoices.names)
    func placeInTheQueue(name: String) throws {
        let voice = try ShippedVoices.voice(name)
        let text = try #require(voice.texts(for: .waiting, values: PromptValues(position: "12")).first { _ in true })
        let spoken = voice.preparation.apply(to: text)
        #expect(spoken.contains(voice.preparation.numbers?.words("12") ?? "12"), "\(spoken)")
    }

    @Test("Digits of every script are read alike, in every voice", arguments: ["en", "ar", "tr", "ku"])
    func digits(name: String) throws {
        let preparation = try ShippedVoices.voice(name).preparation
        for written in ["42", "۴۲", "٤٢", "४२"] {
            #expect(try SpeechText(written, preparation: preparation).string == "42")
        }
    }

    @Test(
        "A date is read as the language says it, and its dots end no sentence",
        arguments: [
            ("en", "on 2024-05-03", "on May third, 2024"), ("de", "am 3.5.2024", "am dritten Mai 2024"),
            ("de", "am 03.07.2024", "am dritten Juli 2024"), ("fr", "le 01/05/2024", "le premier mai 2024"),
            ("fr", "le 2024-05-02", "le 2 mai 2024"), ("ru", "03.05.2024", "третье мая 2024 года"),
            ("ku", "3.5.2024", "sêyê Gulana 2024"), ("es", "3/5/2024", "3 de mayo de 2024"),
        ])
    func dates(name: String, written: String, spoken: String) throws {
        #expect(try ShippedVoices.voice(name).preparation.apply(to: written) == spoken)
    }

    @Test("Numbers that callers note down are read digit by digit in every voice", arguments: ShippedVoices.names)
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

    @Test("A number beside a currency is an amount, and one of as many digits alone is not")
    func amounts() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "1250000 tomans, amount: 2500000") == "1250000 tomans, amount: 2500000")
        #expect(english.apply(to: "1250000") == "1 2 5 0 0 0 0")
        #expect(english.apply(to: "order number 1234, number of the order 1234").hasPrefix("order number 1 2 3 4, "))
        #expect(english.apply(to: "3.05 and 192.168.1.10") == "3.05 and 192 dot 168 dot 1 dot 10")
    }

    @Test("Short forms are spelled whatever their case, but no word of two letters becomes one")
    func shortForms() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "IT and Otp, it works") == "I T and O T P, it works")
    }

    @Test("The dot of a title or of a short form ends no sentence in English")
    func dots() async throws {
        let english = try ShippedVoices.voice("en")
        #expect(english.preparation.apply(to: "Dr. Smith, Mrs. Li") == "Doctor Smith, Mrs Li")
        #expect(english.preparation.apply(to: "Check the ATMs. Please") == "Check the ATMs. Please")
        for text in ["Mr. Smith", "Ms. Smith", "Order no. 1234"] {
            #expect(try await SpeechSynthesizer.shared.phonemes(of: text, voice: english).count == 1, "\(text)")
        }
    }

    @Test("Languages other than Persian read extensions digit by digit, and leave times and amounts to the engine")
    func others() throws {
        let english = try ShippedVoices.voice("en").preparation
        #expect(english.apply(to: "extension 101") == "extension 1 0 1")
        #expect(english.apply(to: "101 calls at 14:30, 1,250 in all") == "101 calls at 14:30, 1,250 in all")
        let azerbaijani = try ShippedVoices.voice("az").preparation
        #expect(azerbaijani.apply(to: "göndərildi, şöbə") == "göndərildi, şöbə")
    }

    @Test("Numbers are said up to the largest power there is a word for")
    func largeNumbers() throws {
        let numbers = try #require(ShippedVoices.voice("fa").preparation.numbers)
        #expect(numbers.words("999999999999").hasPrefix("نهصدُ نودُ نُه میلیاردُ "))
        #expect(numbers.words("1000000000000") == "یک صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر صفر")
        #expect(numbers.words("1001001") == "یک میلیونُ هزارُ یک")
    }

    @Test("A text without rules stays as it is, apart from its digits")
    func noRules() {
        let text = "A 1, b: 2 — ۳/c\nd"
        #expect(TextPreparation().apply(to: text) == "A 1, b: 2 — 3/c\nd")
    }
}
