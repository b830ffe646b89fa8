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
        let first = firstLetter
        if followsNumber(first) || isTimeOfDay(at: first) { return false }
        let isInSmallLetters = next.unicodeScalars.first?.properties.isLowercase == true
        if hasBlank {
            // One letter behind a word may end a sentence: `plan B. Please wait`. None begins in small letters, and
            // names in prompts have lost their blank by now.
            return position + first == 0 || first < 0 || isDottedLetter(at: 3) || isInSmallLetters
        }
        // Two letters alone are an abbreviation, which espeak-ng knows: `ق.م`.
        if isLetter(at: 2) { return isDottedLetter(before: 0) || isDottedLetter(at: 2) }
        // The end of a name in small letters is that of a page: `t.me`.
        return !isInSmallLetters
    }

    /// The offset of the first of these letters.
    private var firstLetter: Int {
        var first = 0
        while true {
            if isDottedLetter(before: first) {
                first -= 2
            } else if isMark(first - 1, " "), isDottedLetter(before: first - 1) {
                first -= 3
            } else {
                return first
            }
        }
    }

    /// Whether it is a time's or an amount's: `5 م.`, `9 A.M.`
    private func followsNumber(_ first: Int) -> Bool {
        token(isMark(first - 1, " ") ? first - 2 : first - 1)?.number != nil
    }

    /// `nine A.M. Please wait`; at the beginning of a text it is somebody: `A.M. Smith`.
    private func isTimeOfDay(at first: Int) -> Bool {
        guard position + first > 0, token(first) == .word("A") || token(first) == .word("P") else { return false }
        return isMark(first + 1, ".") && token(first + 2) == .word("M") && isMark(first + 3, ".")
            && isMark(first + 4, " ")
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
