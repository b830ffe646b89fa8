extension SpokenTextWriter {
    static let hyphens: Set<Unicode.Scalar> = ["-", "\u{2010}", "–"]
    /// The lengths of telephone numbers written in groups: the longest of E.164 has 15 digits.
    private static let telephoneDigits = 7...15
    /// The lengths at which a grouped telephone number with an area code is still incomplete.
    private static let unfinished = 7..<10
    /// The maximum length of an extension; few other numbers that are noted down and appear next to amount words are
    /// longer.
    private static let extensionDigits = 5
    /// The minimum length of a bank card or account number in groups of four.
    private static let cardDigits = 12

    mutating func write(number digits: String) {
        if let date = date() {
            position += 5
            append(word: inWords(date))
        } else if let time = time() {
            // Seconds are omitted.
            position += isMark(3, ":") && token(4)?.number?.utf8.count == 2 ? 5 : 3
            append(word: inWords(time))
            passOver(unitOf: time)
            writeRange(rules.times?.range ?? rules.numbers?.range) { $0.time() != nil }
        } else if let (parts, length) = dotted() {
            position += length
            append(word: parts.map { rules.numbers?.words($0) ?? $0 }.joined(separator: " \(rules.dot ?? ".") "))
        } else if let (groups, length) = notedGroups() {
            position += length
            append(word: groups.map(digitByDigit).joined(separator: pause))
        } else if isReadDigitByDigit(digits) {
            writeDigits(digits)
        } else {
            let (whole, length) = spacedThousands() ?? (digits, 1)
            position += length
            if let numbers = rules.numbers {
                append(word: cardinal(numbers, whole))
                writeRange(numbers.range) { $0.isRange(from: whole) }
            } else {
                writeForEngine(whole)
            }
        }
    }

    func isTelephoneNumber(at offset: Int) -> Bool {
        guard rules.digitsFrom != nil, let digits = token(offset)?.number else { return false }
        if digits.utf8.count > 3 { return true }
        var writer = self
        writer.position += offset
        return writer.notedGroups() != nil
    }

    /// Whether it is only a number: not a date, a time, an address, or a number to note down.
    var isPlainNumber: Bool {
        guard let digits = token(0)?.number, digits.utf8.count < Self.cardDigits,
            digits.utf8.count == 1 || !digits.hasPrefix("0"), !isMark(1, in: Self.hyphens) || token(2)?.number == nil
        else { return false }
        return date() == nil && time() == nil && dotted() == nil && notedGroups() == nil
    }

    // MARK: Dates, times and addresses

    private func date() -> String? {
        guard let dates = rules.dates, let separator = token(1), separator.isMark("/", "-", "."),
            token(3) == separator, let first = token(0)?.number, let second = token(2)?.number,
            let third = token(4)?.number
        else { return nil }
        return dates.words([first, second, third])
    }

    private func time() -> String? {
        guard isMark(1, ":"), let hours = token(0)?.number, let minutes = token(2)?.number else { return nil }
        return (rules.times ?? TimeWords()).words(hours, minutes)
    }

    /// Skips the unit in `14:30 Uhr`, which the language's own text for a time already includes.
    private mutating func passOver(unitOf time: String) {
        let next = isMark(0, " ") ? 1 : 0
        let units = (rules.times ?? TimeWords()).units(in: time)
        let unit = units.first { unit in unit.indices.allSatisfy { token(next + $0) == unit[$0] } }
        if let unit { position += next + unit.count }
    }

    /// Returns the parts of a network address or version number, and its length in tokens.
    private func dotted() -> (parts: [String], length: Int)? {
        guard rules.dot != nil, var parts = token(0)?.number.map({ [$0] }) else { return nil }
        while isMark(parts.count * 2 - 1, "."), let part = token(parts.count * 2)?.number { parts.append(part) }
        guard parts.count > 2, parts.allSatisfy({ $0.utf8.count <= 3 }) else { return nil }
        // 1.250.000 is a number.
        if parts.count == 3, parts.dropFirst().allSatisfy({ $0.utf8.count == 3 }) { return nil }
        return (parts, parts.count * 2 - 1)
    }

    /// Replaces the remaining digits in the text of a date or time by words.
    private func inWords(_ text: String) -> String {
        guard let numbers = rules.numbers else { return text }
        return TextToken.tokens(of: text).map { token in
            switch token {
            case .word(let word): word
            case .number(let digits): numbers.words(digits)
            case .mark(let scalar): String(scalar)
            }
        }.joined()
    }

    // MARK: Numbers to note down

    /// Returns the groups of a telephone or card number, and its length in tokens: `0912 123 4567`, `(021) 88776655`.
    private func notedGroups() -> (groups: [String], length: Int)? {
        guard rules.digitsFrom != nil, let first = token(0)?.number else { return nil }
        let isTelephone = hasPlus || first.utf8.count > 1 && first.hasPrefix("0")
        var groups = [first]
        var ends = [1]
        while let last = ends.last, let next = groupStart(after: last), let group = token(next)?.number,
            group.utf8.count > 1, !isTimeOrDate(next),
            // The last group belongs to a telephone number whatever word follows it.
            !isCounted(at: next) || isTelephone && group.utf8.count > 2 && Self.unfinished.contains(groups.digitCount)
        {
            groups.append(group)
            ends.append(next + 1)
        }
        if isTelephone {
            while groups.digitCount > Self.telephoneDigits.upperBound, groups.count > 1 {
                groups.removeLast()
                ends.removeLast()
            }
            guard groups.count > 1, groups.digitCount >= Self.telephoneDigits.lowerBound else { return nil }
        } else {
            guard groups.count > 3, groups.digitCount >= Self.cardDigits,
                groups.dropFirst().dropLast().allSatisfy({ $0.utf8.count == 4 }), first.utf8.count <= 4,
                let last = groups.last, last.utf8.count <= 4
            else { return nil }
        }
        return ends.last.map { (groups, $0) }
    }

    /// Returns the offset of the next group: after a space, a hyphen, or a bracket followed by one of these; within a
    /// bracket if it is an area code after a country code: `+98 (21) 88776655`.
    private func groupStart(after offset: Int) -> Int? {
        let isAfterCountry = hasPlus && offset == 1
        var offset = offset
        if isMark(offset, ")") { offset += 1 }
        if case .mark(let scalar)? = token(offset), scalar == " " || Self.hyphens.contains(scalar) { offset += 1 }
        if isAfterCountry, isMark(offset, "(") { offset += 1 }
        return token(offset)?.number == nil ? nil : offset
    }

    /// Whether a number after others begins a time or a date.
    private func isTimeOrDate(_ offset: Int) -> Bool {
        isMark(offset + 1, ":", "/", ".") && token(offset + 2)?.number != nil
    }

    private var hasPlus: Bool { position > 0 && tokens[position - 1].isMark("+") }

    /// Whether it is a dialled code, or part of one: `*5003`, `*21*101#`. A star after a number is a multiplication.
    private var isDialled: Bool {
        guard rules.digitsFrom != nil else { return false }
        var mark = position - 1
        while mark >= 0, tokens[mark].isMark("*", "#") {
            guard mark > 0, tokens[mark - 1].number != nil else { return true }
            mark -= 2
        }
        return false
    }

    private func isReadDigitByDigit(_ digits: String) -> Bool {
        // Counts and amounts do not begin like this.
        if rules.digitsFrom != nil, hasPlus || digits.hasPrefix("0"), digits.utf8.count > 3 { return true }
        if isDialled || isBeforePhrase(digits) { return true }
        if signedNumber == position || isCounted(at: 0) { return false }
        if let last = wordsBefore.last, rules.digitsAfter.contains(last) {
            return !isBesideAmount || digits.utf8.count <= Self.extensionDigits
        }
        if isBesideAmount { return false }
        if let first = wordsBefore.first, digits.utf8.count > 2 {
            // One word may be in between; a small number is more likely an ordinal then.
            if rules.digitsAfter.contains(first) { return true }
        }
        guard let limit = rules.digitsFrom else { return false }
        return digits.utf8.count >= limit || digits.utf8.count > 1 && digits.hasPrefix("0")
    }

    /// Whether the word after a number to note down belongs to something else: `تیکت 12345 ماه قبل`.
    private func isBeforePhrase(_ digits: String) -> Bool {
        guard digits.utf8.count > 2, let last = wordsBefore.last, rules.digitsAfter.contains(last),
            case .word(let word)? = token(isMark(1, " ") ? 2 : 1)
        else { return false }
        return rules.phraseWords.contains(word.asNumberContext)
    }

    var isBesideAmount: Bool { wordsBefore.contains(where: rules.amounts.contains) }

    /// Whether the word after a number, or after the last number of a range, marks it as a count or an amount. In
    /// `101 ساعت 18` the word belongs to the number after it, which has no such word of its own.
    func isCounted(at offset: Int) -> Bool {
        guard !rules.amounts.isEmpty else { return false }
        let next = isMark(offset + 1, " ") ? offset + 2 : offset + 1
        let before = isMark(offset - 1, " ") ? offset - 2 : offset - 1
        if token(before)?.isCurrency == true || token(next)?.isCurrency == true { return true }
        if isMark(next, in: Self.percentSigns) { return true }
        guard case .word(let word)? = token(next) else { return false }
        let isBeforeNumber = isMark(next + 1, " ") && token(next + 2)?.number != nil
        if isBeforeNumber, rules.numbers?.range == " \(word) " { return isCounted(at: next + 2) }
        guard rules.amounts.contains(word.asNumberContext) else { return false }
        let isLong = token(offset)?.number.map { $0.utf8.count > Self.extensionDigits } ?? false
        return isLong || !isBeforeNumber || isCounted(at: next + 2)
    }

    func digitByDigit(_ digits: String) -> String {
        rules.numbers?.digitByDigit(digits, rules.digitSeparator)
            ?? digits.map(String.init).joined(separator: rules.digitSeparator)
    }

    /// Writes digits one by one, including numbers joined to them by a hyphen, or by the word for it before as many
    /// digits.
    private mutating func writeDigits(_ digits: String) {
        append(word: digitByDigit(digits))
        position += 1
        while case .mark(let scalar)? = token(0), Self.hyphens.contains(scalar) || scalar == "/",
            let digits = token(1)?.number
        {
            append(pause)
            append(word: digitByDigit(digits))
            position += 2
        }
        if let range = rules.numbers?.range, isMark(0, " "), case .word(let word)? = token(1), range == " \(word) ",
            isMark(2, " "), let last = token(3)?.number, last.utf8.count == digits.utf8.count, !isCounted(at: 3)
        {
            append(range)
            append(word: digitByDigit(last))
            position += 4
        }
    }

    private var pause: String {
        rules.numbers?.ones.first?.unicodeScalars.first.map { $0.value >= 0x600 } == true ? "، " : ", "
    }

    func isMark(_ offset: Int, in marks: Set<Unicode.Scalar>) -> Bool {
        guard case .mark(let scalar)? = token(offset) else { return false }
        return marks.contains(scalar)
    }
}

extension [String] {
    fileprivate var digitCount: Int { reduce(0) { $0 + $1.utf8.count } }
}
