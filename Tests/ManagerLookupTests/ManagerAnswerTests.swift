import Foundation
import HelpDesk
import JSON
import Testing

@testable import ManagerLookup

@Suite("A mapping's answer")
struct ManagerAnswerTests {
    private func answer(_ json: String, operator caller: String = "101") throws -> SourceAnswer {
        let value = try JSONDecoder().decode(JSONTree.self, from: Data(json.utf8))
        return SourceAnswer(
            ManagerAnswer([value]), source: .crm("main"), caller: caller,
            policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
    }

    @Test("A mapping's answer names one manager, the extension a text or a whole number")
    func one() throws {
        for json in [
            #"{"extension":"200","name":"Sara"}"#, #"{"extension":200,"name":" Sara\n"}"#,
            #"{"extension":" ۲۰۰ ","name":"Sara","department":null,"more":[1]}"#,
            #"{"extension":"٢٠٠\r\n","name":"Sara"}"#, #"[{"extension":"200","name":"Sara"}]"#,
            "{\"extension\":\"\u{202A}200\u{202C}\",\"name\":\"Sara\"}", #"{"extension":"２００","name":"Sara"}"#,
            "{\"extension\":\"\u{2068}۲۰۰\u{2069}\",\"name\":\"Sara\"}",
        ] {
            let said = try answer(json)
            #expect(said.result == .found, "\(json)")
            #expect(said.candidates == [Candidate(extension: "200", name: "Sara", source: .crm("main"))], "\(json)")
            #expect(said.detail == nil, "\(json)")
        }
        #expect(try answer(#"{"extension":"200","name":5}"#).candidates[0].name == nil)
    }

    @Test("A manager is on the operator's own PBX unless the answer names another; no extension has the default one")
    func severalPBXs() throws {
        let policy = try DialPolicy(patterns: [("main", "^[0-9]{3}$"), ("shiraz", "^[0-9]{4}$")])
        func answer(_ json: String, operator caller: String) throws -> SourceAnswer {
            let value = try JSONDecoder().decode(JSONTree.self, from: Data(json.utf8))
            return SourceAnswer(ManagerAnswer([value]), source: .crm("main"), caller: caller, policy: policy)
        }
        func extensions(_ json: String, operator caller: String) throws -> [String] {
            try answer(json, operator: caller).candidates.map(\.extension)
        }
        #expect(try extensions(#"{"extension":"2000"}"#, operator: "1010@shiraz") == ["2000@shiraz"])
        #expect(try extensions(#"{"extension":"200","pbx":"main"}"#, operator: "1010@shiraz") == ["200"])
        #expect(try extensions(#"{"extension":"200@main"}"#, operator: "101") == ["200"])
        #expect(try extensions(#"{"extension":"2000","pbx":"shiraz"}"#, operator: "101") == ["2000@shiraz"])
        #expect(try answer(#"{"extension":"200","pbx":"tabriz"}"#, operator: "101").result == .invalid)
        #expect(try answer(#"{"extension":"1010"}"#, operator: "1010@shiraz").result == .notFound)
    }

    @Test("A mapping's answer names several managers in order, nobody twice, never the operator who asks")
    func several() throws {
        let said = try answer(
            #"[{"extension":"201"},null,{"extension":"101"},{"extension":200},{"extension":"201"},false]"#)
        #expect(said.result == .found)
        #expect(said.candidates.map(\.extension) == ["201", "200"])
        #expect(said.detail == "the operator, who is named as well, is passed over")
    }

    @Test(
        "A mapping's answer may name nobody",
        arguments: [
            "null", "false", "[]", "[null]", #"{"extension":null}"#, #"{"extension":false}"#,
            #"{"extension":""}"#, #"{"extension":" "}"#, #"{"extension":"101"}"#, #"[{"extension":101}]"#,
        ])
    func nobody(json: String) throws {
        #expect(try answer(json).result == .notFound)
    }

    @Test(
        "A mapping's answer of another shape, or with an extension that may not be dialled, is invalid",
        arguments: [
            "5", "true", "\"200\"", "[\"200\"]", "[[1]]", #"{"extension":[1]}"#, #"{"extension":2.5}"#,
            #"{"extension":-200}"#, "{}", #"{"name":"Sara"}"#, #"[{"Extension":"200"}]"#, #"{"extension":1e300}"#,
            #"{"extension":true}"#, #"{"extension":"999999999"}"#,
            #"{"extension":"200\r\nAction: Originate"}"#, #"{"extension":"200/evil"}"#, #"{"extension":"2"}"#,
            #"{"extension":"20 0"}"#, #"[{"extension":"101"},{"extension":"x"}]"#,
        ])
    func invalid(json: String) throws {
        let said = try answer(json)
        #expect(said.result == .invalid)
        #expect(said.candidates.isEmpty)
        let detail = try #require(said.detail)
        #expect(!detail.contains { $0.isNewline })
    }

    @Test("A mapping's answer keeps the managers who may be dialled when others may not")
    func mixed() throws {
        let said = try answer(#"[{"extension":"x"},{"extension":"200"}]"#)
        #expect(said.result == .found)
        #expect(said.candidates.map(\.extension) == ["200"])
        #expect(said.detail?.contains("\"x\"") == true)
    }

    @Test("A mapping's answer of more than twenty managers is invalid, and says how many there are")
    func tooMany() throws {
        func list(_ numbers: some Sequence<Int>) -> String {
            "[" + numbers.map { #"{"extension":"\#($0)"}"# }.joined(separator: ",") + "]"
        }
        let said = try answer(list(1000..<6000))
        #expect(said.result == .invalid && said.candidates.isEmpty && said.failure == nil)
        #expect(
            said.detail == "the answer names 5000 managers, and at most 20 may be named"
                + ": let the mapping's answer pick those who are to be rung")
        #expect(try answer(list(200...220)).result == .invalid)
        // Who is named again is no further manager.
        let twenty = try answer(list(Array(200..<220) + Array(200..<220)))
        #expect(twenty.result == .found && twenty.candidates.count == 20)
    }

    @Test(
        "A mapping's answer with an extension of any length, number or marks ends in a result",
        arguments: [
            #"{"extension":99999999999999999999}"#, #"{"extension":-99999999999999999999}"#, #"{"extension":1e15}"#,
            #"{"extension":9007199254740993}"#, #"{"extension":1.7976931348623157e308}"#, #"{"extension":-0.0}"#,
            "{\"extension\":\"" + String(repeating: "9", count: 100_000) + "\"}",
            "{\"extension\":\"" + String(repeating: " ", count: 100_000) + "x\"}",
            "{\"extension\":\"2" + String(repeating: "\u{301}", count: 50_000) + "\"}",
        ])
    func hugeExtensions(json: String) throws {
        let said = try answer(json)
        #expect(said.result == .invalid)
        #expect((said.detail?.utf8.count ?? 0) < 400)
    }

    @Test("Any amount of white space around a manager's extension is lost at once")
    func whiteSpace() throws {
        let space = String(repeating: " \u{a0}", count: 100_000)
        #expect(try answer("{\"extension\":\"\(space)200\(space)\"}").candidates.map(\.extension) == ["200"])
    }

    @Test("A manager's name of a few letters with marks without end is cut")
    func marks() throws {
        let said = try answer(#"{"extension":"200","name":"a\#(String(repeating: "\u{301}", count: 50_000))"}"#)
        #expect((said.candidates[0].name?.unicodeScalars.count ?? 0) <= 320)
    }

    @Test("A manager's name fits on one line of a phone")
    func names() throws {
        let said = try answer(#"{"extension":"200","name":"Sara\r\nAction: Hangup\u0000\t  Karimi"}"#)
        #expect(said.candidates[0].name == "Sara Action: Hangup Karimi")
        let long = try answer(#"{"extension":"200","name":"\#(String(repeating: "x", count: 500))"}"#)
        #expect(long.candidates[0].name?.count == 80)
    }
}
