import Testing

@testable import ManagerLookup

@Suite("A JSON text")
struct JQValueTests {
    @Test("that is empty is null", arguments: ["", " \r\n\t"])
    func empty(text: String) throws {
        #expect(try JQValue(parsing: Array(text.utf8)).json == .null)
    }

    @Test(
        "that is not one JSON value is refused, without being quoted",
        arguments: [
            "<html>s3cret</html>", "{\"a\":", "1 2", "{} {}", "s3cret", "{'a':1}", "[1,]", "\u{FEFF}\u{FEFF}1",
        ])
    func nonsense(text: String) throws {
        let flaw = try #require(throws: JSONFlaw.self) { try JQValue(parsing: Array(text.utf8)) }
        #expect(flaw.problem.hasPrefix("not JSON"))
        #expect(!flaw.problem.contains("s3cret"))
    }

    @Test("that is not UTF-8 is refused")
    func invalidUTF8() {
        #expect(throws: JSONFlaw(problem: "not UTF-8")) {
            try JQValue(parsing: [UInt8(ascii: "\""), 0xC3, 0x28, UInt8(ascii: "\"")])
        }
    }

    @Test("that is nested too deeply is refused")
    func deep() {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000)] {
            #expect(throws: JSONFlaw.self) { try JQValue(parsing: Array(text.utf8)) }
        }
    }

    @Test("gains members at a path of keys")
    func set() {
        let value = JQValue(.object(["steps": .object([:])]))
        value.set(["steps", "a"], to: JQValue(.object(["status": .number(200)])))
        value.set(["steps", "a", "body"], to: JQValue(.string("x")))
        #expect(
            value.json
                == .object(["steps": .object(["a": .object(["status": .number(200), "body": .string("x")])])]))
    }

    @Test(
        "writes scalars as a person would",
        arguments: [(200.0, "200"), (-1, "-1"), (2.5, "2.5"), (1e15, "1000000000000000")])
    func numbers(number: Double, text: String) {
        #expect(JSONValue.number(number).scalarText == text)
    }
}
