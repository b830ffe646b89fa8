import Foundation
import JSON
import Testing

@Suite("JSON trees")
struct JSONTreeTests {
    @Test("JSON is the same again after it was read and written")
    func roundTrip() throws {
        let text = #"{"a":[1,2.5,-3,"x",true,null],"b":{"c":"1"}}"#
        let tree = try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
        #expect(tree["a"] == .array([.integer(1), .number(2.5), .integer(-3), "x", .boolean(true), .null]))
        #expect(tree["b"]?["c"] == "1")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(tree), as: UTF8.self) == text)
    }

    @Test("A whole number equals the same number with a fraction of zero, also as an element of a set")
    func numbersOfBothKindsAreEqual() {
        #expect(JSONTree.integer(1) == .number(1))
        #expect(Set([JSONTree.integer(1), .number(1)]).count == 1)
        #expect(JSONTree.integer(1) != .number(1.5))
        #expect(JSONTree.integer(.max) != .number(Double(Int.max)))
        #expect(JSONTree.integer(1) != .text("1"))
    }

    @Test("The order of an object's members is kept, and does not count when objects are compared")
    func orderIsKeptAndDoesNotCount() {
        let first = JSONTree.object([.init("b", .null), .init("a", "x")])
        let second = JSONTree.object(["a": "x", "b": .null])
        #expect(first == second && first.hashValue == second.hashValue)
        guard case .object(let members) = first else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.key) == ["b", "a"])
        #expect(first != .object(["a": "x"]))
    }

    @Test("The text of a number has no fraction where it has none, and no exponent while doubles are exact")
    func textsOfNumbers() {
        #expect(JSONTree.number(200).scalarText == "200")
        #expect(JSONTree.number(9_007_199_254_740_992).scalarText == "9007199254740992")
        #expect(JSONTree.number(-0.5).scalarText == "-0.5")
        #expect(JSONTree.integer(7).scalarText == "7")
        #expect(JSONTree.null.scalarText == nil)
    }
}
