import Testing

@testable import HelpDesk

@Suite("What may be dialled")
struct DialPolicyTests {
    @Test("Each PBX has a pattern of its own, and a person one name only: the one without the default PBX")
    func severalPBXs() throws {
        let policy = try DialPolicy(patterns: [("shiraz", "[0-9]{4}"), ("main", "[0-9]{3}")])
        #expect(policy.defaultPBX == "main" && policy.pbxs == ["main", "shiraz"])
        #expect(policy.dialable("101")?.address == "101" && policy.dialable("1010") == nil)
        let there = policy.dialable("1010@shiraz")
        #expect(there?.text == "1010" && there?.pbx == "shiraz" && there?.address == "1010@shiraz")
        for text in ["101@shiraz", "101@main", "101@tabriz", "101@", "@shiraz", "1010@shiraz@main", "101@ma\nin"] {
            #expect(policy.dialable(text) == nil, "\(text)")
        }
        #expect(policy.canonical("101@main") == "101" && policy.canonical("101@shiraz") == "101@shiraz")
        #expect(try DialPolicy(patterns: [("tehran", "."), ("shiraz", ".")]).defaultPBX == "tehran")
    }

    @Test("A number that the pattern allows may be dialled", arguments: ["20", "200", "123456"])
    func allowed(number: String) throws {
        #expect(try DialPolicy(pattern: "^[0-9]{2,6}$").dialable(number)?.text == number)
    }

    @Test(
        "Nothing is dialled that could break out of a dial string, however wide the pattern",
        arguments: [
            "", "+", "200\n", "200\r\nAction: x", "PJSIP/200", "200&201", "200/sip:evil@host", "Local/1@internal",
            "200,30", "۲۰۰", String(repeating: "1", count: 33),
        ])
    func refused(number: String) throws {
        #expect(try DialPolicy(pattern: "(?s).*").dialable(number) == nil)
    }

    @Test("A number must match the pattern as a whole, not in part")
    func partialMatch() throws {
        #expect(try DialPolicy(pattern: "[0-9]{3}").dialable("2001") == nil)
        #expect(try DialPolicy(pattern: "[0-9]{3}").dialable("200") != nil)
    }

    @Test("A pattern that does not compile is refused", arguments: ["[", ")(", "2)|(?:3"])
    func badPattern(pattern: String) {
        #expect(throws: HelpDeskError.invalidNumberPattern(pattern)) { try DialPolicy(pattern: pattern) }
    }

    @Test(
        "A number may match any alternative of a pattern, as a whole, whichever is first and however often it is asked",
        arguments: ["[0-9]{3}|09[0-9]{9}", "^[0-9]{3}|09[0-9]{9}$", "(?:[0-9]{3}|09[0-9]{9})"])
    func alternatives(pattern: String) throws {
        let policy = try DialPolicy(pattern: pattern)
        for _ in 1...2 {
            for number in ["200", "09121234567"] { #expect(policy.dialable(number)?.text == number) }
            for number in ["2001", "0912", "091212345678"] { #expect(policy.dialable(number) == nil) }
        }
        #expect(policy.pattern(of: nil) == pattern)
    }
}
