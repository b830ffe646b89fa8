/// Numbers that are counts or amounts of money.
extension SpokenTextWriter {
    /// Returns a number whose thousands are separated by blanks or Arabic commas, `1 200 000`, and its length in
    /// tokens. Three digits may also be a separate number, so a group must begin with a zero, or several groups must
    /// belong to an amount. If other digits follow, it is more likely a number to dial.
    func spacedThousands() -> (digits: String, length: Int)? {
        guard let first = token(0)?.number, first.utf8.count <= 3, !first.hasPrefix("0") else { return nil }
        var groups = [first]
        var length = 1
        while groups.count < 5, isMark(length, " ", "،"), let group = token(length + 1)?.number,
            group.utf8.count == 3, !(isMark(length + 2, ":", "/") && token(length + 3)?.number != nil)
        {
            groups.append(group)
            length += 2
        }
        guard !(isMark(length, " ") && token(length + 1)?.number != nil),
            groups.dropFirst().contains(where: { $0.hasPrefix("0") })
                || groups.count > 2 && (isBesideAmount || isCounted(at: length - 1))
        else { return nil }
        return (groups.joined(), length)
    }

    /// Returns a number in words, including the groups of thousands and decimals that follow its first digits.
    mutating func cardinal(_ numbers: NumberWords, _ first: String) -> String {
        var whole = first
        let isSecondPart = position > 1 && tokens[position - 2].isMark("/")
        while isMark(0, in: numbers.groupMarks) || isDotOfThousands, let group = token(1)?.number,
            group.utf8.count == 3,
            whole.utf8.count < 12
        {
            whole += group
            position += 2
        }
        var words = numbers.words(whole)
        if isMark(0, in: numbers.decimalMarks), let decimals = token(1)?.number,
            !isMark(0, "/") || !isSecondPart && isFraction(whole, decimals)
        {
            words += numbers.point + (decimals.hasPrefix("0") ? digitByDigit(decimals) : numbers.words(decimals))
            position += 2
        }
        return words
    }

    /// Whether a dot separates thousands: two dots with three digits after each do, `1.250.000`; one may begin
    /// decimals.
    private var isDotOfThousands: Bool {
        func isGroup(_ offset: Int) -> Bool { isMark(offset, ".") && token(offset + 1)?.number?.utf8.count == 3 }
        return isGroup(0) && (isGroup(2) || position > 1 && isGroup(-2))
    }

    /// Whether a slash separates decimals, as in Persian `2/5`; it does not in `1402/1403`, nor with three parts.
    private func isFraction(_ whole: String, _ decimals: String) -> Bool {
        whole.utf8.count <= 3 && decimals.utf8.count <= 3 && !(isMark(2, "/") && token(3)?.number != nil)
    }

    /// Writes the word for a hyphen, with or without spaces around it, if a matching end of the range follows.
    mutating func writeRange(_ range: String?, _ isEnd: (Self) -> Bool) {
        guard let range else { return }
        var end = self
        if end.isMark(0, " ") { end.position += 1 }
        guard end.isMark(0, in: Self.hyphens) else { return }
        end.position += 1
        if end.isMark(0, " ") { end.position += 1 }
        guard isEnd(end) else { return }
        position = end.position
        append(range)
    }

    func isRange(from first: String) -> Bool {
        guard let last = token(0)?.number, first.utf8.count <= 4, last.utf8.count <= 4, !last.hasPrefix("0"),
            let start = Int(first), let end = Int(last)
        else { return false }
        return start < end
    }

    /// The engine has its own words for numbers; it needs them complete, with groups and decimals, and in ASCII marks.
    mutating func writeForEngine(_ digits: String) {
        append(digits)
        while isMark(0, ".", ",", "٫", "٬"), let more = token(1)?.number {
            append((isMark(0, "٬") ? "" : isMark(0, ",") ? "," : ".") + more)
            position += 2
        }
    }
}
