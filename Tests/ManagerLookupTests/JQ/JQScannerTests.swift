import Testing

@testable import ManagerLookup

@Suite("The jq scanner")
struct JQScannerTests {
    @Test("The jq scanner splits a text at its interpolations, nested strings and brackets included")
    func pieces() throws {
        #expect(
            try JQScanner.pieces(of: #"a/\(.x)/b\(.y["q)\(1)"] | f(2))c"#) == [
                .text("a/"), .expression(".x"), .text("/b"), .expression(#".y["q)\(1)"] | f(2)"#), .text("c"),
            ])
        #expect(try JQScanner.pieces(of: #"say "hi""#) == [.text(#"say "hi""#)])
        #expect(try JQScanner.pieces(of: "") == [])
    }

    @Test(
        "The jq scanner refuses a backslash that begins no complete interpolation",
        arguments: [#"a\n"#, #"a\"#, #"\(.x"#, #"\()"#, #"\( )"#, #"\(.x]"#, #"\("a)"#, #"\u0041"#])
    func malformed(text: String) {
        #expect(throws: ParseError.self) { try JQScanner.pieces(of: text) }
    }

    @Test("The jq scanner tells names from fields, keys, formats, strings and comments")
    func names() {
        let program = #"def f: .env; {env: $x, "input": "env \(debug)"} | @uri "a" | .["b"] | g(h) # stderr"#
        #expect(JQScanner.names(in: program) == ["def", "$x", "debug", "g", "h"])
    }
}
