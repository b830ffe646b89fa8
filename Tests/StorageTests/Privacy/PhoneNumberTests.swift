import Testing

@testable import Storage

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+989121234567", "98", "9121234567"), ("00989121234567", "98", "9121234567"),
        ("09121234567", nil, "9121234567"), ("9121234567", nil, "9121234567"), ("989121234567", "98", "9121234567"),
        ("+98 (0) 912 123-4567", "98", "9121234567"), ("۰۹۱۲۱۲۳۴۵۶۷", nil, "9121234567"),
        ("٠٠٩٨٩١٢١٢٣٤٥٦٧", "98", "9121234567"), ("+1 212 555 0100", "1", "2125550100"), ("88776655", nil, "88776655"),
    ])
    func `a number is read however it is written`(_ text: String, _ country: String?, _ national: String) {
        let number = PhoneNumber(text)
        #expect(number?.country == country && number?.national == national)
        #expect(number.map(\.text).flatMap { PhoneNumber($0) } == number)
    }

    @Test(arguments: ["101", "", "+", "9121234567x", "++989121234567", "12345", "12345678901234567890"])
    func `an extension, a name or a whole book of numbers is none`(_ text: String) {
        #expect(PhoneNumber(text) == nil)
    }
}

@Suite struct NumberErasureTests {
    static let spellings = [
        "+989121234567", "00989121234567", "09121234567", "9121234567", "989121234567", "+98 912 123 4567",
        "0912-123-4567", "(0912) 1234567", "+98 (0) 912 123 45 67", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "+۹۸۹۱۲۱۲۳۴۵۶۷",
        "0912.123.4567", "%2B989121234567", #"\u06f0\u06f9\u06f1\u06f2\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7"#,
        "%DB%B0%DB%B9%DB%B1%DB%B2%DB%B1%DB%B2%DB%B3%DB%B4%DB%B5%DB%B6%DB%B7",
    ]

    @Test(arguments: spellings)
    func `every spelling is found by every other`(_ spelling: String) throws {
        for asked in ["+989121234567", "09121234567", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "00989121234567"] {
            let erasure = try NumberErasure(#require(PhoneNumber(asked)))
            let found = try #require(erasure.erase("call \(spelling), please"), "\(asked)")
            #expect(found.places == 1)
            #expect(!found.text.contains("4567") && !found.text.contains("۴۵۶۷") && !found.text.contains("٤٥٦٧"))
            #expect(found.text.hasPrefix("call ") && found.text.hasSuffix(", please"))
        }
    }

    @Test(arguments: [
        "09121234568", "91212345670", "019121234567", "989121234567890", "4567", "+49121234567", "2026-11-28 09:12:12",
    ])
    func `another number stays`(_ other: String) throws {
        let erasure = try NumberErasure(#require(PhoneNumber("+989121234567")))
        #expect(erasure.erase("call \(other), please") == nil)
    }

    @Test func `JSON stays JSON, and a customer of whom nothing else was known is nobody`() throws {
        let erasure = try NumberErasure(#require(PhoneNumber("09121234567")))
        let json = #"{"customer":"+989121234567","phone": 989121234567 ,"all":[9121234567],"note":"was 09121234567"}"#
        let erased = try #require(erasure.erase(json))
        #expect(erased.places == 4)
        #expect(erased.text == #"{"customer":null,"phone": 0 ,"all":[0],"note":"was ***"}"#)
    }
}
