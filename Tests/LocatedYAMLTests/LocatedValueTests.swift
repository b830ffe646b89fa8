import Foundation
import JSON
import LocatedYAML
import Testing

@Suite("Values with their places")
struct LocatedValueTests {
    @Test("In YAML digits, true, false and nothing are what they say; other plain words and all quoted ones are texts")
    func readsScalars() throws {
        let value = try #require(
            try LocatedValue.yaml("a: 12\nb: 012\nc: yes\nd: true\ne: \"12\"\nf: ~\ng:\nh: 'null'\ni: 1.5"))
        #expect(
            value
                == .object(of: [
                    ("a", .integer(12)), ("b", .text("012")), ("c", .text("yes")), ("d", .boolean(true)),
                    ("e", .text("12")), ("f", .null), ("g", .null), ("h", .text("null")), ("i", .text("1.5")),
                ]))
    }

    @Test("Each value knows its line, and that of its key")
    func knowsLines() throws {
        let value = try #require(try LocatedValue.yaml("a: 1\nlist:\n  - x\n  - y\n"))
        #expect(value["list"]?.keyLine == 2)
        #expect(value["list"]?.items.map(\.line) == [3, 4])
    }

    @Test(
        "A text that is no single YAML document with texts as keys is refused with its line",
        arguments: [
            ("a: [", 2), ("a: 1\na: 2", 1), ("a: 1\n? [b]\n: 2", 2), ("a: 1\n---\nb: 1", 3),
        ])
    func refuses(_ text: String, _ line: Int) {
        let problem = #expect(throws: LocatedProblem.self) { try LocatedValue.yaml(text, file: "a.yaml") }
        #expect(problem?.line == line && problem?.file == "a.yaml")
    }

    @Test("An empty YAML text holds nothing", arguments: ["", "# only a comment\n", "~"])
    func readsNothing(_ text: String) throws {
        #expect(try LocatedValue.yaml(text) == nil)
    }

    @Test("What is written as YAML reads back as the same value, whatever its texts hold")
    func writesYAML() throws {
        var credentials = LocatedValue.object(of: [("yes", .text("no"))])
        credentials.hasFreeKeys = true
        let value = LocatedValue.object(of: [
            ("mode", .word("whisper")), ("name", .text("12")), ("on", .boolean(false)), ("left", nil),
            ("list", LocatedValue.array([.text("a: b"), .text("سلام\n\"")]).compact), ("credentials", credentials),
        ])
        let text = try value.yaml()
        #expect(try LocatedValue.yaml(text) == value)
        #expect(text.hasPrefix("mode: whisper\nname: \"12\"\non: false\nlist: [\"a: b\""))
        #expect(text.contains("\"yes\": \"no\""))
    }

    @Test("JSON and YAML of the same content are the same value")
    func readsJSON() throws {
        let json = #"{"a": 1, "b": [true, null, "x"], "c": {"d": 2.5}}"#
        let value = try JSONDecoder().decode(LocatedValue.self, from: Data(json.utf8))
        #expect(try LocatedValue.yaml("a: 1\nb: [true, ~, x]\nc: {}")?["b"] == value["b"])
        #expect(value["c"]?["d"] == .number(2.5))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try encoder.encode(value), as: UTF8.self)
                == #"{"a":1,"b":[true,null,"x"],"c":{"d":2.5}}"#)
    }

    @Test("A value made of JSON has its members in their order, and makes the same JSON again")
    func convertsTrees() throws {
        let tree = JSONTree.object([
            "b": .array([.null, .number(1.5), .boolean(true)]), "a": .object(["c": .integer(1)]),
        ])
        let value = LocatedValue(tree)
        #expect(value.members.map(\.key) == ["b", "a"])
        #expect(value["b"]?.items == [.null, .number(1.5), .boolean(true)])
        #expect(value.tree == tree)
        // Without quotes this is a number in YAML, and a text here.
        #expect(try LocatedValue.yaml("a: 1.5")?.tree == .object(["a": "1.5"]))
    }
}
