import JSON
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("A JSON text")
struct JSONReaderTests {
    @Test("An empty JSON text is null", arguments: ["", " \r\n\t"])
    func empty(text: String) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)) == .null)
    }

    @Test(
        "A text that is not one JSON value is refused, without being quoted",
        arguments: [
            "<html>s3cret</html>", "{\"a\":", "1 2", "{} {}", "s3cret", "{'a':1}", "[1,]", "1\u{FEFF}",
        ])
    func nonsense(text: String) throws {
        let error = try #require(throws: ParseError.self) { try JSONReader.value(of: Array(text.utf8)) }
        #expect(error.problem.hasPrefix("not JSON"))
        #expect(!error.problem.contains("s3cret"))
    }

    @Test("A JSON text may begin with byte order marks", arguments: ["1", "\u{FEFF}1", "\u{FEFF}\u{FEFF} 1"])
    func byteOrderMarks(text: String) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)) == .number(1))
        #expect(try EncodedJSON(parsing: Array(text.utf8)).value() == .number(1))
    }

    @Test("Whole numbers beyond 2^53 reach jq, which would round them, as texts of their digits")
    func largeNumbers() throws {
        let text = "[9007199254740992,9007199254740993,-9007199254740993,6486202000000008002,1e20,1.5,12]"
        let (value, isForeign) = try JSONReader.exactValue(of: Array(text.utf8))
        #expect(isForeign)
        #expect(
            value
                == .array([
                    .number(9_007_199_254_740_992), .text("9007199254740993"), .text("-9007199254740993"),
                    .text("6486202000000008002"), .number(1e20), .number(1.5), .number(12),
                ]))
        #expect(try JSONReader.value(of: Array("6486202000000008002".utf8)) == .number(6_486_202_000_000_008_192))
        let encoded = try EncodedJSON(parsing: Array(#"{"id":6486202000000008002}"#.utf8))
        #expect(String(decoding: encoded.bytes, as: UTF8.self) == #"{"id":"6486202000000008002"}"#)
    }

    @Test(
        "Half a surrogate pair in JSON, where a program has cut a text, becomes a replacement character",
        arguments: [#"\ud800x"#, #"x\udc00"#, #"\ud83d"#])
    func halfCharacters(text: String) async throws {
        let encoded = try EncodedJSON(parsing: Array(#"{"name":"\#(text)"}"#.utf8))
        let name = text.hasSuffix("x") ? "\u{FFFD}x" : text.hasPrefix("x") ? "x\u{FFFD}" : "\u{FFFD}"
        #expect(encoded.bytes == Array(#"{"name":"\#(name)"}"#.utf8))
        // A whole pair stays as it came.
        #expect(try EncodedJSON(parsing: Array(#""\ud83d\ude00""#.utf8)).bytes == Array(#""\ud83d\ude00""#.utf8))
    }

    @Test("JSON that is not UTF-8 is refused")
    func invalidUTF8() {
        #expect(throws: ParseError(problem: "not UTF-8")) {
            try JSONReader.value(of: [UInt8(ascii: "\""), 0xC3, 0x28, UInt8(ascii: "\"")])
        }
    }

    @Test("JSON that is nested too deeply is refused")
    func deep() {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000)] {
            #expect(throws: ParseError.self) { try JSONReader.value(of: Array(text.utf8)) }
        }
    }

    @Test("A JSON text is read as it is meant, its escapes too")
    func escapes() throws {
        let text = #" {"a\u0062": ["\ud83d\ude00\n\/", "\ud83d", "\ude00x", -1.5e3, 007, 1e999, true, null]} "#
        #expect(
            try JSONReader.value(of: Array(text.utf8))
                == .object([
                    "ab": .array([
                        .text("\u{1F600}\n/"), .text("\u{FFFD}"), .text("\u{FFFD}x"), .number(-1500), .number(7),
                        .number(.greatestFiniteMagnitude), .boolean(true), .null,
                    ])
                ]))
    }

    @Test("A JSON value that is written anew reads back the same", arguments: [1, 2, 3])
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let value = Self.value(depth: 0, &random)
            #expect(try JSONReader.value(of: JSONText.bytes(value)) == value)
            #expect(try EncodedJSON(parsing: JSONText.bytes(value)).value() == value)
        }
    }

    @Test("JSON that is cut short or changed anywhere is refused, or is another value, and never traps")
    func mutations() throws {
        let text = Array(#"{"a":[1,2.5e-3,"\u00e9\n"],"b":{"c":null,"d":[true,false]}}"#.utf8)
        for length in 1..<text.count {
            #expect(throws: ParseError.self) { try JSONReader.value(of: Array(text.prefix(length))) }
        }
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                guard let value = try? JSONReader.value(of: changed) else { continue }
                #expect(try JSONReader.value(of: JSONText.bytes(value)) == value)
            }
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSONTree {
        switch Int.random(in: 0..<(depth < 5 ? 6 : 4), using: &random) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .number(Double(bitPattern: UInt64.random(in: 0..<(0x7FF << 52), using: &random)))
        case 3: return .text(text(&random))
        case 4: return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            let members = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                (text(&random), value(depth: depth + 1, &random))
            }
            return .object(JSONTree.Members(Dictionary(members) { first, _ in first }))
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let scalars = (0..<Int.random(in: 0..<8, using: &random)).compactMap { _ -> Unicode.Scalar? in
            let shift = UInt32.random(in: 0..<20, using: &random)
            return Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &random) >> shift)
        }
        return String(String.UnicodeScalarView(scalars))
    }

    @Test(
        "A number in JSON becomes the text that a person would write",
        arguments: [(200.0, "200"), (-1, "-1"), (2.5, "2.5"), (1e15, "1000000000000000")])
    func numbers(number: Double, text: String) {
        #expect(JSONTree.number(number).scalarText == text)
    }
}
