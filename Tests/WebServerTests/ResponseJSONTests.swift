import Foundation
import Testing

@testable import HelpDesk
@testable import WebServer

@Suite
struct ResponseJSONTests {
    private struct Everything: Codable, Equatable {
        struct Inner: Codable, Equatable {
            var a: [Int]
            var b: [String: Bool]
        }

        var text = "\u{0}\u{1F}\"\\/\n\r\t\u{7F}é\u{2028}👩‍👩‍👧"
        var empty = ""
        var int = Int.min
        var unsigned = UInt64.max
        var small: [Int8] = [-128, 127]
        var double = [0.1, 1e300, -2.5e-10, 3]
        var float: Float = 1.5
        var yes = true
        var absent: String?
        var nested = [Inner(a: [], b: [:]), Inner(a: [1, 2], b: ["x": false])]
        var optionals: [Int?] = [1, nil]
    }

    private final class Base: Encodable {}

    private struct TwoValues: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(1)
            try container.encode(2)
        }
    }

    private struct Silent: Encodable {
        func encode(to encoder: any Encoder) throws {}
    }

    private struct Late: Encodable {
        enum Key: CodingKey { case outer, inner, last }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .outer)
            try inner.encode(1, forKey: .inner)
            try outer.encode(2, forKey: .last)
            try inner.encode(3, forKey: .inner)
        }
    }

    private struct Nested: Encodable {
        enum Key: CodingKey { case list, object, last }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var list = outer.nestedUnkeyedContainer(forKey: .list)
            try list.encode(1)
            var object = list.nestedContainer(keyedBy: Key.self)
            try object.encode("x", forKey: .last)
            _ = list.nestedUnkeyedContainer()
            try list.encodeNil()
            try true.encode(to: outer.superEncoder(forKey: .object))
            try outer.encode(2, forKey: .last)
        }
    }

    @Test("JSON that is written reads back the same")
    func roundTrip() throws {
        let value = Everything()
        let bytes = try ResponseJSON.bytes(value)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(bytes)) == value)
    }

    @Test("Text is escaped where JSON asks for it, and nowhere else")
    func escapes() throws {
        #expect(try ResponseJSON.text(["a/b\"\\\n\u{1}شé"]) == #"["a/b\"\\\n\u0001شé"]"#)
    }

    @Test("JSON scalars stand alone as well")
    func scalars() throws {
        #expect(try ResponseJSON.text("x") == "\"x\"")
        #expect(try ResponseJSON.text(Int?.none) == "null")
        #expect(try ResponseJSON.text(1.0) == "1.0")
        #expect(try ResponseJSON.text(Date(timeIntervalSince1970: 0)) == "\"1970-01-01T00:00:00.000Z\"")
    }

    @Test("Nested JSON containers close by themselves")
    func nested() throws {
        #expect(try ResponseJSON.text(Nested()) == #"{"list":[1,{"last":"x"},[],null],"object":true,"last":2}"#)
    }

    @Test("What JSON cannot say is an error", arguments: [Double.nan, .infinity, -.infinity])
    func notANumber(value: Double) {
        #expect(throws: EncodingError.self) { try ResponseJSON.bytes([value]) }
    }

    @Test("A type that encodes itself wrongly is an error, not broken JSON")
    func mistakes() {
        #expect(throws: EncodingError.self) { try ResponseJSON.bytes(TwoValues()) }
        #expect(throws: EncodingError.self) { try ResponseJSON.bytes([Silent()]) }
        #expect(throws: EncodingError.self) { try ResponseJSON.bytes(Late()) }
    }

    @Test("A help request has all its keys, in the order of the contract, with nulls")
    func helpRequest() throws {
        let id = try #require(HelpRequestID("019abc00-0000-7000-8000-000000000000"))
        var request = HelpRequest(
            id: id, route: "*5003", operator: "101", department: "support", customer: "+98912",
            createdAt: Date(timeIntervalSince1970: 1_795_465_860.123))
        #expect(
            try ResponseJSON.text(request)
                == #"{"id":"019abc00-0000-7000-8000-000000000000","route":"*5003","operator":"101","#
                + #""department":"support","mode":"consult","fallback":null,"state":"accepted","outcome":null,"#
                + #""manager":null,"lookup":[],"passedOver":[],"attempts":[],"supervisors":[],"#
                + #""customer":"+98912","reason":null,"urgency":"normal","#
                + #""createdAt":"2026-11-23T20:31:00.123Z","updatedAt":"2026-11-23T20:31:00.123Z","#
                + #""timeline":[{"state":"accepted","at":"2026-11-23T20:31:00.123Z"}]}"#)
        request.manager = Candidate(extension: "200", name: nil, source: .crm("main"))
        request.lookup = [LookupReport(source: .crm("main"), result: .found, milliseconds: 12)]
        let text = try ResponseJSON.text(request)
        #expect(
            try ResponseJSON.text(RingAttempt(extension: "200"))
                == #"{"extension":"200","result":null,"milliseconds":null}"#)
        #expect(text.contains(#""manager":{"extension":"200","name":null,"source":"crm:main"}"#))
        #expect(text.contains(#""lookup":[{"source":"crm:main","result":"found","milliseconds":12}]"#))
    }
}
