import HelpDesk
import Testing

@testable import Speech

@Suite struct PromptTextTests {
    @Test("Values take the place of a prompt's placeholders")
    func filled() throws {
        let text = try PromptText("{operatorName} ({operator}) → {manager}, {department}.")
        let values = PromptValues(operator: "101", operatorName: "Ali", manager: "Sara Karimi", department: "Support")
        #expect(text.filled(with: values) == "Ali (101) → Sara Karimi, Support.")
        #expect(text.placeholders == [.operator, .operatorName, .manager, .department])
    }

    @Test("Every placeholder of a prompt has its value")
    func allPlaceholders() throws {
        let values = PromptValues(
            operator: "o", operatorName: "n", manager: "m", department: "d", extension: "e", customer: "c",
            position: "p", reason: "r", key: "k")
        let text = try PromptText(PromptPlaceholder.allCases.map { "{\($0.rawValue)}" }.joined())
        #expect(text.filled(with: values) == "onmdecprk")
    }

    @Test(
        "A missing or empty value leaves a prompt's text unsaid",
        arguments: [nil, "", "  ", "\u{01}\u{200E}", "\u{200C}", "😀❤️"])
    func missing(value: String?) throws {
        #expect(try PromptText("to {manager}").filled(with: PromptValues(manager: value)) == nil)
    }

    @Test("A value in a prompt is text: neither a placeholder nor a control character in it means anything")
    func valuesAreText() throws {
        let values = PromptValues(manager: " {department}\u{01}50P \u{202E}x\r\n y ", department: "never")
        #expect(try PromptText("to {manager}.").filled(with: values) == "to {department} 50P x y.")
    }

    @Test("Joiners, which are part of Persian spelling, are kept")
    func joiners() throws {
        #expect(try PromptText("{manager}").filled(with: PromptValues(manager: "نیک\u{200C}پور")) == "نیک\u{200C}پور")
    }

    @Test("A long value in a prompt is cut at 80 characters")
    func longValue() throws {
        let values = PromptValues(manager: String(repeating: "x", count: 5_000))
        #expect(try PromptText("{manager}").filled(with: values)?.count == 80)
    }

    @Test(
        "A long value ends with a whole word, and with no number that may be a part of one",
        arguments: [
            (" 1250000 تومان است", ""), (" 1 250 000 تومان است", ""), (" ۱٬۲۵۰٬۰۰۰ تومان", ""),
            (" که 2 میلیون تومان است", " که"), (" 6037991112345678", ""), (" و مدیر می‌خواهد", " و مدیر"),
            (" 125000", " 125000"),
        ])
    func longReason(end: String, kept: String) {
        let start = "مشتری ناراضی است و می‌گوید مبلغ برگشتی پس از لغو سفارش ما برابر بود با"
        #expect(start.unicodeScalars.count == 70)
        #expect(PromptValues(reason: start + end).spoken(.reason) == start + kept)
    }

    @Test("An unknown placeholder is refused by its name")
    func unknownPlaceholder() {
        #expect {
            try PromptText("to {boss}")
        } throws: { error in
            "\(error)".contains("unknown placeholder {boss}") && "\(error)".contains("{manager}")
        }
    }

    @Test("A brace without its partner is refused", arguments: ["to {manager", "to manager}", "{{manager}}", "{}"])
    func braces(text: String) {
        #expect(throws: SpeechError.self) { try PromptText(text) }
    }

    @Test(
        "Digits of any script in a value are separated, groups of them by a pause, and nothing else is",
        arguments: [
            ("101", "1 0 1"), ("۱۰۱", "۱ ۰ ۱"), ("Ali", "Ali"), ("7", "7"), ("A-1", "A-1"),
            ("Ali (101)", "Ali (1 0 1)"),
            ("+98 912", "9 8, 9 1 2"), ("0912-345-6789", "0 9 1 2, 3 4 5, 6 7 8 9"), ("021–88/77", "0 2 1, 8 8, 7 7"),
            ("+1 (555) 12.34", "1, 5 5 5, 1 2, 3 4"), ("۰۹۱۲-۳۴۵", "۰ ۹ ۱ ۲, ۳ ۴ ۵"), ("12 - Sara", "1 2 - Sara"),
            ("5+5", "5+5"), ("+Ali", "+Ali"),
        ])
    func digits(value: String, spelled: String) throws {
        let spelling = DigitSpelling(placeholders: [.operator])
        let text = try PromptText("{operator}|{manager}")
        #expect(
            text.filled(with: PromptValues(operator: value, manager: "20"), spelling: spelling) == "\(spelled)|20")
    }

    @Test("A vowel sign may follow a placeholder")
    func vowelSign() throws {
        let text = try PromptText("{manager}ِ عزیز")
        #expect(text.placeholders == [.manager])
        #expect(text.filled(with: PromptValues(manager: "مدیر")) == "مدیرِ عزیز")
    }

    @Test("Markup in a value is neither read aloud nor understood")
    func markup() throws {
        let text = try PromptText("{customer}")
        let value = PromptValues(customer: "<break time=\"9s\"/>Ali</speak>")
        #expect(text.filled(with: value) == "break time=\"9s\"/ Ali /speak")
    }
}
