import JSON
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("A form as a webhook's body")
struct FormBodyTests {
    private func json(_ text: String) throws -> JSONTree {
        try FormBody.json(Array(text.utf8))
    }

    @Test("A webhook's form becomes nested JSON, as Bitrix24 means it")
    func nested() throws {
        #expect(
            try json("event=ONHELP&data%5Boperator%5D=101&data[customer]=%2B98912&auth[application_token]=t0k")
                == .object([
                    "event": .text("ONHELP"),
                    "data": .object(["operator": .text("101"), "customer": .text("+98912")]),
                    "auth": .object(["application_token": .text("t0k")]),
                ]))
    }

    @Test("A webhook's form may have arrays, spaces, empty values and Persian in it")
    func values() throws {
        #expect(
            try json("a[]=1&a[]=2&b[c][d]=x+y&e&f=&g=%D8%B9%D9%84%DB%8C&h=1&h=2&i=a=b")
                == .object([
                    "a": .array([.text("1"), .text("2")]),
                    "b": .object(["c": .object(["d": .text("x y")])]), "e": .text(""), "f": .text(""),
                    "g": .text("علی"), "h": .text("2"), "i": .text("a=b"),
                ]))
        #expect(try json("") == .object([:]))
    }

    @Test("A webhook's form takes odd brackets as a part of the name")
    func oddBrackets() throws {
        #expect(
            try json("[a]=1&b[=2&c]=3") == .object(["[a]": .text("1"), "b[": .text("2"), "c]": .text("3")]))
    }

    @Test(
        "A webhook's form is refused when it is none, or made to be a burden",
        arguments: [
            "a=%", "a=%4", "a=%GG", "a=%FF", "a" + String(repeating: "[b]", count: 100) + "=1",
            String(repeating: "a=1&", count: 3000),
        ])
    func refused(text: String) {
        #expect(throws: ParseError.self) { try json(text) }
    }

    @Test(
        "A webhook's form keeps stray brackets in the name where they stand",
        arguments: ["a[b]c]=1", "a[b]]=1", "a[[b]=1", "a[]b]=1", "a[b][=1"])
    func names(text: String) throws {
        let expected: [String: JSONTree] = [
            "a[b]c]=1": .object(["a": .object(["b]c": .text("1")])]),
            "a[b]]=1": .object(["a": .object(["b]": .text("1")])]),
            "a[[b]=1": .object(["a": .object(["[b": .text("1")])]),
            "a[]b]=1": .object(["a": .object(["]b": .text("1")])]),
            "a[b][=1": .object(["a[b][": .text("1")]),
        ]
        #expect(try json(text) == expected[text])
    }

    @Test("A form is read in a time that grows with it: eight times as many fields do not take 64 times as long")
    func manyFields() throws {
        for prefix in ["a[f", "b[][f"] {
            func time(_ count: Int) throws -> Duration {
                let bytes = Array((0..<count).map { "\(prefix)\($0)]=1" }.joined(separator: "&").utf8)
                return try (0..<3).map { _ in try ThreadTime.measure { _ = try FormBody.json(bytes) } }.min()
                    ?? .zero
            }
            let (few, many) = (try time(240), try time(1920))
            #expect(many < few * 32, "\(prefix): \(few) and \(many)")
        }
    }

    @Test("A form of a name with very many brackets is refused at once")
    func brackets() {
        let bytes = Array(("a" + String(repeating: "[]", count: 120_000) + "=1").utf8)
        #expect(throws: ParseError.self) { try FormBody.json(bytes) }
    }
}
