import Testing

@testable import Telephony

@Suite("The caller that a phone shows")
struct CallerIDTests {
    @Test(
        "Only what belongs into a name and a number is left of a caller's",
        arguments: [
            ("Help", "101", "\"Help\" <101>"),
            ("سارا\u{200C}کریمی", "200", "\"سارا\u{200C}کریمی\" <200>"),
            ("a\"b<c>d\\e\r\nf\u{0}g\u{2028}h", "1,2;3@x\r\n", "\"abcdefgh\" <123x>"),
            ("  padded ", "", "\"padded\" <>"),
            ("", "101", "<101>"),
        ])
    func format(name: String, number: String, expected: String) {
        #expect(CallerID.format(name: name, number: number) == expected)
    }

    @Test("No caller is sent when nothing is left of name and number")
    func nothing() {
        #expect(CallerID.format(name: " \"\" ", number: "<>") == nil)
    }

    @Test("Neither name nor number of a caller can grow without bound")
    func bounded() throws {
        let long = String(repeating: "9", count: 1000)
        #expect(try #require(CallerID.format(name: long, number: long)).count == 64 + 32 + 5)
    }
}
