import Testing

@testable import HelpDesk

@Suite("What may be dialled")
struct DialPolicyTests {
    @Test("is what the pattern allows", arguments: ["20", "200", "123456"])
    func allowed(number: String) throws {
        #expect(try DialPolicy(pattern: "^[0-9]{2,6}$").dialable(number)?.text == number)
    }

    @Test(
        "is never anything that could break out of a dial string, however wide the pattern",
        arguments: [
            "", "+", "200\n", "200\r\nAction: x", "PJSIP/200", "200&201", "200/sip:evil@host", "Local/1@internal",
            "200,30", "۲۰۰", String(repeating: "1", count: 33),
        ])
    func refused(number: String) throws {
        #expect(try DialPolicy(pattern: "(?s).*").dialable(number) == nil)
    }

    @Test("must match as a whole, not in part")
    func partialMatch() throws {
        #expect(try DialPolicy(pattern: "[0-9]{3}").dialable("2001") == nil)
        #expect(try DialPolicy(pattern: "[0-9]{3}").dialable("200") != nil)
    }

    @Test("a pattern that does not compile is refused")
    func badPattern() {
        #expect(throws: HelpDeskError.invalidNumberPattern("[")) { try DialPolicy(pattern: "[") }
    }
}
