import Testing

@testable import Speech

@Suite struct SpeechTextTests {
    @Test("A text of a thousand characters is spoken, and one of one more is refused")
    func cap() throws {
        #expect(try SpeechText(String(repeating: "a", count: 1_000)).string.count == 1_000)
        #expect(throws: SpeechError.textTooLong(count: 1_001, maximum: 1_000)) {
            try SpeechText(String(repeating: "a", count: 1_001))
        }
    }

    @Test("A text of one character with a thousand marks on it is too long")
    func combiningMarks() {
        let text = "e" + String(repeating: "\u{301}", count: 1_000)
        #expect(text.count == 1)
        #expect(throws: SpeechError.textTooLong(count: 1_001, maximum: 1_000)) { try SpeechText(text) }
    }

    @Test("A text with an embedded NUL is refused")
    func nul() {
        #expect(throws: SpeechError.textContainsNUL) { try SpeechText("one\0two") }
    }

    @Test("A text without a word is refused", arguments: ["", "   ", "\n\t "])
    func empty(text: String) {
        #expect(throws: SpeechError.emptyText) { try SpeechText(text) }
    }

    @Test("Control characters, which start espeak's embedded commands, become spaces")
    func controlCharacters() throws {
        #expect(try SpeechText("a\u{01}50Pb\u{1B}\u{85}c\nd").string == "a 50Pb  c\nd")
    }

    @Test("Replacements in a text are made from left to right, the longest match first, and not twice")
    func replacements() throws {
        let preparation = TextPreparation(
            replacements: TextReplacements(["a": "b", "b": "c", "ab": "x", "z": ""]))
        #expect(try SpeechText("abaz b", preparation: preparation).string == "xb c")
    }

    @Test("A text that replacements make too long is refused")
    func replacementsMakeItTooLong() {
        let preparation = TextPreparation(replacements: TextReplacements(["a": "aa"]))
        #expect(throws: SpeechError.textTooLong(count: 2_000, maximum: 1_000)) {
            try SpeechText(String(repeating: "a", count: 1_000), preparation: preparation)
        }
    }
}
