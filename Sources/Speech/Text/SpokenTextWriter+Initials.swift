/// Letters that stand for names: `م. رضایی`, `J. R. Smith`, `س.م.ح موسوی`. Behind the dot of one espeak-ng would end
/// the sentence, or spell the dot.
extension SpokenTextWriter {
    /// What is said for a letter that stands for a name, and for its dot.
    func initial(_ word: String) -> String? {
        guard isLetter(at: 0), isBeforeName(word) || isEndOfLetters else { return nil }
        return rules.words.spoken(shortForm: word) ?? rules.words.spoken(word)
    }

    private func isBeforeName(_ letter: String) -> Bool {
        guard isMark(1, ".") else { return false }
        let hasBlank = isMark(2, " ")
        guard case .word(let next)? = token(hasBlank ? 3 : 2), next.isArabicScript == letter.isArabicScript else {
            return false
        }
        if hasBlank { return true }
        // Two letters alone are an abbreviation, which espeak-ng knows: `ق.م`.
        if isLetter(at: 2) { return isDottedLetter(before: 0) || isDottedLetter(at: 2) }
        // The end of a name in small letters is that of a page: `t.me`.
        return next.unicodeScalars.first?.properties.isLowercase == false
    }

    /// The last one of three and more, without a dot of its own: `س.م.ح موسوی`.
    private var isEndOfLetters: Bool { !isMark(1, ".") && isDottedLetter(before: 0) && isDottedLetter(before: -2) }

    private func isDottedLetter(before offset: Int) -> Bool { isLetter(at: offset - 2) && isMark(offset - 1, ".") }

    /// Whether a letter, its dot and a word stand there. A dot at the end of a text tells nothing.
    private func isDottedLetter(at offset: Int) -> Bool {
        guard isLetter(at: offset), isMark(offset + 1, ".") else { return false }
        return if case .word? = token(isMark(offset + 2, " ") ? offset + 3 : offset + 2) { true } else { false }
    }

    /// Small letters stand for no names: `a.m.`
    private func isLetter(at offset: Int) -> Bool {
        guard case .word(let word)? = token(offset), let scalar = word.unicodeScalars.first else { return false }
        return word.unicodeScalars.count == 1 && !scalar.properties.isLowercase
    }
}
