import JSON
import Testing

@testable import ManagerLookup

@Suite("The functions that all mappings have")
struct JQPreludeTests {
    private func run(_ program: String, over text: String) async throws -> String {
        let input = try JSONReader.value(of: Array(text.utf8))
        let outputs = try await Fixtures.program(program).outputs(over: Fixtures.scope(input), atMost: 9)
        return outputs.map(JSONText.string).joined(separator: " ")
    }

    @Test(
        "The function extension_number finds the extension in what CRMs write for one",
        arguments: [
            ("+98 21 1234 ext 200", "200"), ("+98 21 1234 Ext. 200", "200"), ("1234x200", "200"),
            ("021-1234 #200", "200"), ("tel:+98211234;ext=200", "200"), ("۰۲۱۱۲۳۴ داخلی ۲۰۰", "۲۰۰"),
            ("02112345678 داخلي 200", "200"), ("02112345678 داخلي: 200", "200"), ("داخلى 200", "200"),
            ("02112345678 داخلی \u{200E}200", "200"), ("\u{202B}02112345678 داخلی:\u{2066}200\u{2069}", "200"),
            ("داخلی\u{A0}200", "200"), ("داخلی\u{200C}200", "200"), ("\u{FEFF}200\u{200F}", "200"),
            ("sip:200@pbx.example", "200"), ("SIPS:200;transport=tls", "200"), ("PJSIP/200", "200"),
            ("pjsip/200-0000001a", "200"), ("Local/200@from-internal/n", "200"), (" 200 ", "200"), ("101-2", "101-2"),
            ("fax 200", "fax 200"), ("", ""), ("021-88776655 (داخلی 101)", "101"), ("+98 21 1234 (ext 200)", "200"),
            ("(داخلی ۱۰۱)", "۱۰۱"), ("داخلی شماره ۱۰۱", "۱۰۱"), ("داخلی شمارۀ ۱۰۱", "۱۰۱"), ("1234 [x200].", "200"),
            ("داخلی شماره\u{200C}ی ۱۰۱", "۱۰۱"), ("داخلی شماره\u{654}: ۱۰۱", "۱۰۱"), ("شماره ۱۰۱", "شماره ۱۰۱"),
        ])
    func extensionNumber(text: String, number: String) async throws {
        let input = EncodedJSON(.text(text))
        #expect(
            try await Fixtures.program("extension_number").outputs(
                over: JQScope(input, by: Fixtures.jq), atMost: 1) == [.text(number)])
    }

    @Test(
        "The functions that all mappings have do what their names say",
        arguments: [
            ("extension_number", "200", #""200""#), ("extension_number", "null", "null"),
            ("[.[] | given]", #"[null,false,0,"0","",[],{},1,"a"]"#, #"[null,null,null,null,null,null,null,1,"a"]"#),
            ("[.[] | record_id]", #"[[7,"x"],{"id":7},{"ID":"9"},7,false,0,null]"#, #"[7,7,"9",7,null,null,null]"#),
            ("full_name", #"["Sara",null,"","Karimi"]"#, #""Sara Karimi""#), ("full_name", #"[null,""]"#, "null"),
            (#"field("extension")"#, #"{"Extension":"200"}"#, #""200""#), (#"field("extension")"#, "null", "null"),
            (#"required("a")"#, #"{"a":null}"#, "null"),
            (
                "[.[] | folded]", #"[" مدير  فروش\u200f","مدیر\u200cفروش","مُدیر","كارشناس","Sales Manager","",null,7]"#,
                #"["مدیرفروش","مدیرفروش","مدیر","کارشناس","salesmanager","",null,null]"#
            ),
            (
                "[.[] | folded]",
                #"["خدم\u06c0","خدم\u06d5\u0654","خدمه\u0654","خدم\u06d5","خدمة","خدمہ","املاء","مسؤول آزمون","رئیس"]"#,
                #"["خدمه","خدمه","خدمه","خدمه","خدمه","خدمه","املا","مسوولازمون","رییس"]"#
            ),
            (". as $r | [(.a | is_id($r.a)), (.n | is_id($r.n))]", #"{"a":7,"n":null}"#, "[true,false]"),
            (". as $r | .a | is_id($r.b)", #"{"a":7,"b":"7"}"#, "true"),
            (
                #"[.[] | is_email("Ali@Example.com")]"#, #"["ali@example.COM","ali@example.org","",null,7]"#,
                "[true,false,false,false,false]"
            ),
            ("[.[] | . as $one | is_email($one)]", #"["",null,"a@b"]"#, "[false,false,true]"),
            ("csv", #""a,b\r\n\"c,d\",\"e \"\"f\"\"\"\n""#, #"[["a","b"],["c,d","e \"f\""]]"#),
            (
                "csv", #""101,200,Sara\n,\"Karimi, Ali\",205\n\"\",,\"x\",\n""#,
                #"[["101","200","Sara"],["","Karimi, Ali","205"],["","","x",""]]"#
            ),
        ])
    func functions(program: String, input: String, output: String) async throws {
        #expect(try await run(program, over: input) == output)
    }

    @Test("The function required makes a missing member an error that names it")
    func required() async throws {
        let error = await #expect(throws: ManagerLookupError.self) {
            _ = try await run(#"required("manager")"#, over: #"{"manger":1}"#)
        }
        #expect(error?.description.contains(#"the answer has no "manager""#) == true)
    }

    @Test("The functions of all mappings cost nothing where they are not mentioned, and leave line numbers as they are")
    func lines() async throws {
        let nothing = JQPrelude.definitions(for: ["length", "select"])
        #expect(nothing.allSatisfy { $0.isWhitespace })
        #expect(!JQPrelude.definitions(for: ["csv", "given"]).contains("\n"))
        let error = await #expect(throws: ManagerLookupError.self) { _ = try await run("given\n| nosuch", over: "1") }
        #expect(error?.description.hasPrefix("test.yaml:11:") == true, "\(String(describing: error))")
    }
}
