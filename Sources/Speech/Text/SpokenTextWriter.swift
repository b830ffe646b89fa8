/// A writer that walks through a text's tokens and writes the text for the engine.
struct SpokenTextWriter {
    let rules: TextPreparation
    let tokens: [TextToken]
    var position = 0
    private(set) var text = ""
    /// Whether the last output was a word, which must be separated from the next.
    private var endsInWord = false
    /// The last two words, in lookup form, unless something that separates them from a number followed.
    private(set) var wordsBefore: [String] = []
    /// The words before a list, and the position of its next number.
    private var list: (words: [String], next: Int)?
    /// The position of the last number with a sign.
    private(set) var signedNumber: Int?

    /// The characters allowed between a word and the number it belongs to.
    private static let transparent: Set<Unicode.Scalar> = [" ", ":", "(", "=", "#", "«", "\""]
    private static let pauses: Set<Unicode.Scalar> = ["،", ",", "؛", ";"]
    /// The abbreviations whose dot does not end a sentence if a number follows: `ext. 101`.
    private static let shortForms: Set = ["ext", "nr", "no"]
    private static let clauseEnds: Set<Unicode.Scalar> = pauses.union([".", ":", "!", "?", "؟"])
    /// A dot without a blank after it may be part of a name: `example.com`.
    private static let undottedClauseEnds = clauseEnds.subtracting(["."])

    init(rules: TextPreparation, tokens: [TextToken]) {
        self.rules = rules
        self.tokens = Self.withPercentBehind(tokens, rules: rules)
    }

    mutating func write() -> String {
        while position < tokens.count {
            switch tokens[position] {
            case .word(let word): write(word: word)
            case .number(let digits):
                if let list, list.next == position { wordsBefore = list.words }
                let words = wordsBefore
                write(number: digits)
                wordsBefore.removeAll()
                list = nextInList(digits).map { (words, $0) }
            case .mark(let scalar): write(mark: scalar)
            }
        }
        return text
    }

    private mutating func write(word: String) {
        if ["http", "https"].contains(word.lowercased()), isMark(1, ":"), isMark(2, "/"), isMark(3, "/") {
            // Not spoken, and not needed to find the page.
            position += 4
            return
        }
        if let said = shortForm(word) ?? initial(word) {
            append(word: said)
            wordsBefore = wordsBefore.suffix(1) + [said.asNumberContext]
            position += isMark(1, ".") ? 2 : 1
            return
        }
        append(word: rules.words.spoken(word))
        wordsBefore = wordsBefore.suffix(1) + [word.asNumberContext]
        position += 1
    }

    private mutating func write(mark scalar: Unicode.Scalar) {
        position += 1
        if scalar == "+", isTelephoneNumber(at: 0) { return }
        if scalar == ".", isInShortForm { return }
        if Self.hyphens.contains(scalar), isSign {
            signedNumber = position
            if let minus = rules.symbols["\u{2212}"] { return append(minus) }
        }
        if !Self.transparent.contains(scalar) { wordsBefore.removeAll() }
        let written = String(scalar)
        let alone = isBehindNumber ? written : rules.words.spoken(written)
        if alone != written {
            append(word: alone)
        } else if scalar == ".", joinsArabicWords {
            append(" ")
        } else {
            append(symbol(scalar) ?? written)
            if isUnspacedClauseEnd(scalar) { append(" ") }
        }
    }

    /// Returns what the voice says for a symbol. A star within a word is not a telephone key: `Kolleg*innen`.
    private func symbol(_ scalar: Unicode.Scalar) -> String? {
        if scalar == "*", case .word? = token(-2), case .word? = token(0) { return nil }
        return rules.symbols[scalar]
    }

    /// Whether a blank must be added after a mark, as in `عصبانی است،زود`: espeak-ng ends a clause only at a mark
    /// followed by a blank; otherwise it says the mark's name or joins two words. A colon between numbers is a ratio or
    /// a time.
    private func isUnspacedClauseEnd(_ scalar: Unicode.Scalar) -> Bool {
        guard Self.undottedClauseEnds.contains(scalar), rules.symbols[scalar] == nil else { return false }
        return switch token(0) {
        case .word?: true
        case .number?: scalar != ":" || token(-2)?.number == nil
        case .mark?, nil: false
        }
    }

    /// Whether the character just passed follows a number, such as the half of `2½`.
    private var isBehindNumber: Bool { token(isMark(-2, " ") ? -3 : -2)?.number != nil }

    /// Returns the position of the next number in a list, `extension 101, 102 and 103`: it has as many digits, and no
    /// word after it that it might count, unlike `extension 101, 250 calls`.
    private func nextInList(_ digits: String) -> Int? {
        var offset = isMark(0, ",", "،") ? 1 : 0
        let hasComma = offset > 0
        if isMark(offset, " ") { offset += 1 }
        if case .word(let word)? = token(offset), rules.listWords.contains(word.asNumberContext) {
            offset += isMark(offset + 1, " ") ? 2 : 1
        } else if !hasComma {
            return nil
        }
        guard token(offset)?.number?.utf8.count == digits.utf8.count else { return nil }
        if case .word(let behind)? = token(isMark(offset + 1, " ") ? offset + 2 : offset + 1),
            !rules.listWords.contains(behind.asNumberContext)
        {
            return nil
        }
        return position + offset
    }

    /// What is said for a short form for a number, with its dot.
    private func shortForm(_ word: String) -> String? {
        guard isMark(1, "."), token(isMark(2, " ") ? 3 : 2)?.number != nil else { return nil }
        return rules.words.spoken(shortForm: word)
    }

    /// Whether a dot stands between a short form for a number and the number.
    private var isInShortForm: Bool {
        guard case .word(let word)? = token(-2), token(isMark(0, " ") ? 1 : 0)?.number != nil else { return false }
        let before = word.asNumberContext
        return Self.shortForms.contains(before) && rules.digitsAfter.contains(before)
    }

    /// Whether a hyphen is a minus sign: `مانده -500000`. After another number it is a dash unless an amount follows,
    /// and numbers to note down have no sign.
    private var isSign: Bool {
        guard let digits = token(0)?.number, position < 2 || tokens[position - 2].isMark(" ", ":", "(") else {
            return false
        }
        var behind = self
        behind.write(number: digits)
        if behind.isCounted(at: -1) { return true }
        return !isBehindNumber && isPlainNumber && !wordsBefore.contains(where: rules.digitsAfter.contains)
    }

    /// `مهندس.کریمی`: espeak-ng would end the sentence there, or spell the dot. One between two letters belongs to an
    /// abbreviation.
    private var joinsArabicWords: Bool {
        guard position > 1, case .word(let before) = tokens[position - 2], case .word(let after)? = token(0),
            max(before.unicodeScalars.count, after.unicodeScalars.count) > 1
        else { return false }
        return before.isArabicScript && after.isArabicScript
    }

    /// Appends text that is not a word. A pause after a pause, or before the first word, is dropped: its name would be
    /// spoken.
    mutating func append(_ said: String) {
        endsInWord = false
        if let first = said.unicodeScalars.first(where: { $0 != " " }), Self.pauses.contains(first) {
            let last = text.unicodeScalars.last { $0 != " " }
            guard let last, !Self.clauseEnds.contains(last) else { return }
        }
        text += said
    }

    mutating func append(word: String) {
        if endsInWord { text += " " }
        text += word
        endsInWord = true
    }

    func token(_ offset: Int) -> TextToken? {
        let index = position + offset
        return tokens.indices.contains(index) ? tokens[index] : nil
    }

    func isMark(_ offset: Int, _ scalars: Unicode.Scalar...) -> Bool {
        guard case .mark(let scalar)? = token(offset) else { return false }
        return scalars.contains(scalar)
    }
}

extension String {
    var isArabicScript: Bool {
        unicodeScalars.first?.isArabicScript ?? false
    }
}

extension Unicode.Scalar {
    var isArabicScript: Bool { (0x600...0x6FF).contains(value) }
}
