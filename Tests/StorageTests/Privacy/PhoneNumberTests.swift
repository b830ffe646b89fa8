import Testing

@testable import Storage

@Suite struct PhoneNumberTests {
    @Test(
        "A phone number is read however it is written",
        arguments: [
            ("+989121234567", "98", "9121234567"), ("00989121234567", "98", "9121234567"),
            ("09121234567", nil, "9121234567"), ("9121234567", nil, "9121234567"), ("989121234567", "98", "9121234567"),
            ("+98 (0) 912 123-4567", "98", "9121234567"), ("۰۹۱۲۱۲۳۴۵۶۷", nil, "9121234567"),
            ("٠٠٩٨٩١٢١٢٣٤٥٦٧", "98", "9121234567"), ("+1 212 555 0100", "1", "2125550100"),
            ("88776655", nil, "88776655"),
            ("\u{2068}+98 912 123 4567\u{2069}", "98", "9121234567"), ("0912–123–4567", nil, "9121234567"),
            ("０９１２ １２３ ４５６７", nil, "9121234567"), ("＋98 912 123 4567", "98", "9121234567"),
        ])
    func spellings(_ text: String, _ country: String?, _ national: String) {
        let number = PhoneNumber(text)
        #expect(number?.country == country && number?.national == national)
        #expect(number.map(\.text).flatMap { PhoneNumber($0) } == number)
    }

    @Test(
        "An extension, a name or a whole book of numbers is no phone number",
        arguments: ["101", "", "+", "9121234567x", "++989121234567", "12345", "12345678901234567890"])
    func noNumber(_ text: String) {
        #expect(PhoneNumber(text) == nil)
    }
}

@Suite struct NumberErasureTests {
    static let spellings = [
        "+989121234567", "00989121234567", "09121234567", "9121234567", "989121234567", "+98 912 123 4567",
        "0912-123-4567", "(0912) 1234567", "+98 (0) 912 123 45 67", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "+۹۸۹۱۲۱۲۳۴۵۶۷",
        "0912.123.4567", "%2B989121234567", #"\u06f0\u06f9\u06f1\u06f2\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7"#,
        "%DB%B0%DB%B9%DB%B1%DB%B2%DB%B1%DB%B2%DB%B3%DB%B4%DB%B5%DB%B6%DB%B7",
        // As forms and addresses write blanks, slashes, hyphens and fullwidth digits.
        "0912+123+4567", "0912%20123%2F4567", "0912%C2%A0123%C2%A04567", "0912%E2%80%91123%E2%80%914567",
        "%EF%BC%90%EF%BC%99%EF%BC%91%EF%BC%92%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96%EF%BC%97",
        // As JSON does, also within a text of JSON or in a form.
        #"0912\/1234567"#, #"0912\\/1234567"#, #"0912\u00a0123\u00A04567"#, #"0912\u2011123\u20114567"#,
        #"0912\u200f1234567"#, #"\u002B989121234567"#, "0912%5C%2F1234567", "0912%5Cu00a01234567",
        #"\uff10\uff19\uff11\uff12\uff11\uff12\uff13\uff14\uff15\uff16\uff17"#,
        #"\\u06f0\\u06f9\\u06f1\\u06f2\\u06f1\\u06f2\\u06f3\\u06f4\\u06f5\\u06f6\\u06f7"#,
        "０９１２１２３４５６７", "＋989121234567", "0912–123–4567", "0912\u{202F}123\u{202F}4567",
        // UTF-16, byte by byte.
        "0\09\01\02\01\02\03\04\05\06\07",
    ]

    @Test("Every spelling of a phone number is found by every other", arguments: spellings)
    func everySpelling(_ spelling: String) throws {
        for asked in ["+989121234567", "09121234567", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "00989121234567"] {
            let erasure = try NumberErasure(#require(PhoneNumber(asked)))
            let found = try #require(erasure.erase("call \(spelling), please"), "\(asked)")
            #expect(found.places == 1)
            #expect(!found.text.contains("4567") && !found.text.contains("۴۵۶۷") && !found.text.contains("٤٥٦٧"))
            #expect(found.text.hasPrefix("call ") && found.text.hasSuffix(", please"))
        }
    }

    @Test(
        "Another number than the forgotten one stays",
        arguments: [
            "09121234568", "91212345670", "019121234567", "989121234567890", "4567", "+49121234567",
            "2026-11-28 09:12:12",
            "%DB%B1۹۱۲۱۲۳۴۵۶۷", #"\u06f09121234567\u06f8"#,
        ])
    func otherNumber(_ other: String) throws {
        let erasure = try NumberErasure(#require(PhoneNumber("+989121234567")))
        #expect(erasure.erase("call \(other), please") == nil)
    }

    @Test(
        "An escape before a number that is erased stays whole",
        arguments: ["%20", "%C2%A0", #"\u00a0"#, "%DB%8C", #"\u06cc"#])
    func escapes(_ escape: String) throws {
        for asked in ["+989121234567", "09121234567"] {
            let erasure = try NumberErasure(#require(PhoneNumber(asked)))
            #expect(erasure.erase("tel:\(escape)09121234567")?.text == "tel:\(escape)***")
        }
    }

    @Test("JSON without a number stays JSON, and a customer of whom nothing else was known is nobody")
    func json() throws {
        let erasure = try NumberErasure(#require(PhoneNumber("09121234567")))
        let json = #"{"customer":"+989121234567","phone": 989121234567 ,"all":[9121234567],"note":"was 09121234567"}"#
        let erased = try #require(erasure.erase(json))
        #expect(erased.places == 4)
        #expect(erased.text == #"{"customer":null,"phone": 0 ,"all":[0],"note":"was ***"}"#)
        // Of headers and the like every value is a text.
        let query = try #require(erasure.erase(#"{"customer":"09121234567"}"#, onlyTexts: true))
        #expect(query.text == #"{"customer":"***"}"#)
        #expect(erasure.erase("\u{FEFF}\n {\"phone\": 989121234567}")?.text == "\u{FEFF}\n {\"phone\": 0}")
    }
}
