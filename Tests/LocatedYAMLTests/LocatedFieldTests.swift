import Foundation
import JSON
import LocatedYAML
import Testing

@Suite("Located YAML")
struct LocatedFieldTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    private func field(_ yaml: String) throws -> LocatedField<LocatedProblem> {
        try LocatedField(yaml: yaml, file: "f.yaml")
    }

    private func problem(_ read: () throws -> some Any) -> String? {
        do {
            _ = try read()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("A value knows its line and the keys that lead to it")
    func places() throws {
        let root = try field("a:\n  - b: 1\n  - b: x\n")
        let list = try root.fields(required: ["a"])["a"]
        let second = try #require(try list?.elements()[1].fields(required: ["b"])["b"])
        #expect(second.path == "a[1].b" && second.line == 3)
        #expect(
            problem { try second.integer(in: 1...5, of: "seconds") }
                == "f.yaml:3: a[1].b: expected a whole number of seconds from 1 to 5, found \"x\"")
    }

    @Test("A key that is not known is refused with its line and the keys that are")
    func unknownKeys() throws {
        let root = try field("a: 1\nc: 2\n")
        #expect(
            problem { try root.fields(required: ["a"], optional: ["b"]) }
                == "f.yaml:2: c: unknown key; expected a or b")
    }

    @Test("A key that is missing, or has no value, is named")
    func missingKeys() throws {
        #expect(problem { try field("a: 1\nb:\n").fields(required: ["a", "b"]) } == "f.yaml:1: b: is missing")
        #expect(try field("b: ~\n").fields(required: [], optional: ["b"]).isEmpty)
        #expect(problem { try field("b: ~").members()[0].value.text() } == "f.yaml:1: b: expected text, found nothing")
        #expect(problem { try field("~") } == "f.yaml: the file is empty")
    }

    @Test(
        "A value of another kind is refused with what is expected and what is found",
        arguments: [
            ("[1]", "expected a whole number from 1 to 5, found a list"),
            ("{a: 1}", "expected a whole number from 1 to 5, found a mapping"),
            ("6", "expected a whole number from 1 to 5, found \"6\""),
            ("01", "expected a whole number from 1 to 5, found \"01\""),
            ("1_0", "expected a whole number from 1 to 5, found \"1_0\""),
            ("'99999999999999999999'", "expected a whole number from 1 to 5, found \"99999999999999999999\""),
        ])
    func wrongNumbers(_ yaml: String, _ message: String) throws {
        #expect(problem { try field(yaml).integer(in: 1...5) } == "f.yaml:1: \(message)")
    }

    @Test("A text stays as it is written, whatever YAML takes it for")
    func textsStay() throws {
        #expect(try field("010").text() == "010")
        #expect(try field("yes").text() == "yes")
        #expect(try field("'a\n\n  b'").text() == "a\nb")
    }

    @Test("Only the words true and false are booleans")
    func booleans() throws {
        #expect(try field("true").boolean())
        #expect(problem { try field("yes").boolean() } == "f.yaml:1: expected true or false, found \"yes\"")
    }

    @Test("A word that an enumeration does not have is refused with those it has")
    func words() throws {
        #expect(try field("green").word(Colour.self) == .green)
        #expect(problem { try field("blue").word(Colour.self) } == "f.yaml:1: expected red or green, found \"blue\"")
    }

    @Test("A blank text, a long one and one of several lines are refused where they may not be")
    func limitedTexts() throws {
        #expect(problem { try field("'  '").text(limit: 5) } == "f.yaml:1: expected text, found only blanks")
        #expect(problem { try field("abcdef").text(limit: 5) } == "f.yaml:1: expected at most 5 characters, found 6")
        #expect(problem { try field("\"a\\nb\"").text(limit: 5) } == "f.yaml:1: expected one line of text")
        #expect(try field("\"a\\nb\"").text(limit: 5, allowsLines: true) == "a\nb")
    }

    @Test("A byte order mark at the beginning of a text is no part of it, whoever has read the document")
    func byteOrderMarkOfText() throws {
        let texts = ["\u{FEFF}علی", "\u{FEFF}\u{FEFF}علی", "علی"]
        for text in texts {
            #expect(try LocatedField<LocatedProblem>(LocatedValue.text(text)).text(limit: 3) == "علی")
        }
        #expect(throws: LocatedProblem.self) {
            try LocatedField<LocatedProblem>(LocatedValue.text("\u{FEFF}")).text(limit: 3)
        }
    }

    @Test("A byte order mark before the document says nothing")
    func byteOrderMark() throws {
        #expect(try LocatedField<LocatedProblem>(yaml: "\u{FEFF}a: 1", file: "f.yaml").members().map(\.key) == ["a"])
    }

    @Test(
        "What is not YAML is refused with its line",
        arguments: [
            (
                "a: 1\nb: c: d",
                "f.yaml:2: is not YAML: a text that holds \": \" needs quotes; put the whole of it in single quotes, '…'"
            ),
            ("a:\n\tb: 1", "f.yaml:2: is not YAML: a tab begins the line; indent with spaces"),
            ("a: b\n\tc: 1", "f.yaml:2: is not YAML: a tab begins the line; indent with spaces"),
            (
                #"a: "\(.b)""#,
                #"f.yaml:1: is not YAML: in double quotes YAML takes \ for itself; use single quotes, '…\(…)…'"#
            ),
            (
                "a: @base64 b",
                "f.yaml:1: is not YAML: a text that begins with @, ` or % needs quotes; put the whole of it in single quotes, '…'"
            ),
            (
                "a: 1\n   b: 1",
                "f.yaml:2: is not YAML: the line is not indented as those around it are, or a quote or bracket before it is not closed"
            ),
            ("a: 1\na: 2", "f.yaml:1: the key \"a\" stands twice in one mapping"),
            ("a: 1\n---\nb: 2", "f.yaml:3: a second YAML document begins here; write one"),
            ("", "f.yaml: the file is empty"),
        ])
    func noYAML(_ yaml: String, _ message: String) {
        #expect(problem { try field(yaml) } == message)
    }

    @Test("Two keys that are one after their quotes are gone are refused")
    func equalKeys() throws {
        #expect(
            problem { try field("1: a\n\"1\": b") } == "f.yaml:1: the key \"1\" stands twice in one mapping")
    }

    @Test("Aliases that stand for more values than any file has are refused")
    func manyAliases() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let alias = "*a\(level - 1)"
            yaml += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(problem { try field(yaml) }?.contains("more than 500000 values") == true)
    }

    @Test("A large file without aliases may have as many values as are written in it")
    func manyValues() throws {
        let yaml = "- [\(Array(repeating: "1", count: 600_000).joined(separator: ","))]"
        #expect(try LocatedValue.yaml(yaml) != nil)
    }

    @Test("YAML becomes the JSON that its scalars stand for")
    func json() throws {
        let json = try field("a: [1, 1.5, ~, yes, '1', x, -2, 0912, 12e5, 1.2.3]\nb: {c: null}").json()
        #expect(
            json
                == .object([
                    "a": .array([
                        .integer(1), .number(1.5), .null, .boolean(true), "1", "x", .integer(-2), "0912", "12e5",
                        "1.2.3",
                    ]),
                    "b": .object(["c": .null]),
                ]))
    }

    @Test("JSON is read as the same YAML would be, without a line")
    func fromJSON() throws {
        let text = #"{"a":[{"b":"x"}],"n":3,"t":true}"#
        let json = try JSONDecoder().decode(LocatedValue.self, from: Data(text.utf8))
        let fields = try LocatedField<LocatedProblem>(json).fields(required: ["a", "n", "t"])
        #expect(try fields["n"]?.integer(in: 1...5) == 3)
        #expect(try fields["t"]?.boolean() == true)
        let inner = try #require(try fields["a"]?.elements()[0].fields(required: ["b"])["b"])
        #expect(problem { try inner.boolean() } == "a[0].b: expected true or false, found \"x\"")
    }
}
