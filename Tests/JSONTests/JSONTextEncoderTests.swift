import Foundation
import JSON
import Testing

@Suite("JSON from front to back")
struct JSONTextEncoderTests {
    /// A type that encodes itself in parts, one of which is another value.
    private struct Parts: Encodable {
        struct Part: Encodable {
            var list = [1, 2]
            var nothing: String?
        }

        enum Key: CodingKey { case first, inner, last }

        func encode(to encoder: any Encoder) throws {
            var first = encoder.container(keyedBy: Key.self)
            try first.encode("a", forKey: .first)
            var inner = first.nestedContainer(keyedBy: Key.self, forKey: .inner)
            try inner.encode([true], forKey: .first)
            try Part().encode(to: encoder)
            var last = encoder.container(keyedBy: Key.self)
            try last.encode(Part(list: []), forKey: .last)
        }
    }

    private enum Choice: Codable, Equatable {
        case none
        case one(Int, since: Date)
    }

    @Test("A value that encodes itself in several parts is one JSON object")
    func parts() throws {
        let text = try JSONTextEncoder().text([Parts(), Parts()])
        let one = #"{"first":"a","inner":{"first":[true]},"list":[1,2],"last":{"list":[]}}"#
        #expect(text == "[\(one),\(one)]")
    }

    @Test("Dates in JSON are exact as they encode themselves, and are written otherwise where that is asked for")
    func dates() throws {
        let date = Date(timeIntervalSinceReferenceDate: 811_692_120.123_456_7)
        let exact = try JSONTextEncoder().bytes([date])
        #expect(try JSONDecoder().decode([Date].self, from: Data(exact)) == [date])
        let encoder = JSONTextEncoder { date, bytes in bytes.append(contentsOf: #""a day""#.utf8) }
        #expect(try encoder.text(["on": date]) == #"{"on":"a day"}"#)
    }

    @Test("JSON of a coding that the compiler synthesizes reads back the same")
    func synthesized() throws {
        let choices: [Choice] = [.none, .one(3, since: Date(timeIntervalSince1970: 0.5)), .none]
        let bytes = try JSONTextEncoder().bytes(choices)
        #expect(try JSONDecoder().decode([Choice].self, from: Data(bytes)) == choices)
        let sets: [[Int: Set<String>]] = [[1: ["\u{1F}\"\\\u{7F}é\n"]], [:]]
        #expect(try JSONDecoder().decode([[Int: Set<String>]].self, from: Data(JSONTextEncoder().bytes(sets))) == sets)
    }
}
