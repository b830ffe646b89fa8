import HelpDesk
import Testing

@testable import WebPages

@Suite("Texts however they were typed")
struct FoldedTextTests {
    @Test(
        "A name is found whatever keyboard it was typed on",
        arguments: [
            ("پشتیبانی", "پشتيباني"), ("علی کاظمی", "على كاظمى"), ("کمک‌رسان", "کمک رسان"), ("کمک‌رسان", "کمكرسان"),
            ("آرمان", "ارمان"), ("مسئول", "مسيول"), ("دپارتمان ۲", "دپارتمان 2"), ("دپارتمان 2", "دپارتمان ٢"),
            ("اداره\u{654} حقوقی", "اداره حقوقی"), ("ادار\u{6C0} حقوقی", "اداره حقوقی"),
            ("اداره\u{654}", "ادار\u{6C0}"), ("امور اعضاء", "امور اعضا"),
            ("مُحَمَّد", "محمد"), ("ســارا", "سارا"), ("José", "jose"), ("ﻛﺮﯾﻤﯽ", "کریمی"), ("Ali-Reza", "ali reza"),
        ])
    func folded(_ name: String, _ typed: String) {
        #expect(name.folded == typed.folded)
        #expect(name.isFound(by: typed))
    }

    @Test(
        "A name is found by its words in another order, and only by all of them",
        arguments: [("علی رضایی", "رضايي علی", "رضایی حسن"), ("José García", "garcia jose", "garcia ana")])
    func words(_ name: String, _ typed: String, _ other: String) {
        #expect(name.isFound(by: typed) && !name.isFound(by: other))
        #expect(SearchWords(typed).areFound(in: ["x", name]) && !SearchWords(other).areFound(in: ["x", name]))
    }

    @Test("Different names stay different however they are typed, and every name contains the empty text")
    func different() {
        #expect("سارا".folded != "سمیرا".folded)
        #expect(!"سارا".isFound(by: "سمیرا"))
        #expect("سارا".isFound(by: " "))
    }

    @Test("People are found by extension, also one that is gone, or by a part of their name, numbers in it included")
    func people() {
        let search = PeopleSearch(
            callCenter: CallCenter(
                departments: [
                    Department(id: "a", name: "A", helpers: [.init(extension: "200", name: "مریم کاظمی")])
                ],
                operators: [
                    Operator(extension: "101", name: "علی رضایی", department: "a"),
                    Operator(extension: "102", name: "سارا کاظمی", department: "a"),
                    Operator(extension: "112", name: "اپراتور ۱۲", department: "a"),
                ]), defaultPBX: "main")
        #expect(search.operators("كاظمي") == ["102"])
        #expect(search.helpers("كاظمي") == ["102", "200"])
        #expect(search.operators("رضایی علی") == ["101"])
        #expect(search.operators("۹۹") == ["99"])
        #expect(search.operators("اپراتور ۱۲") == ["112"])
        #expect(search.operators("101@main") == ["101"] && search.operators("۱۰۱@shiraz") == ["101@shiraz"])
        #expect(search.operators("هیچ‌کس") == [])
        #expect(search.operators(nil) == nil && search.operators("") == nil)
    }
}
