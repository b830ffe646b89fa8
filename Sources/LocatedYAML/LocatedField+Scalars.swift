extension LocatedField {
    /// Returns the scalar as written, whatever YAML takes it for: `010` and `yes` stay what they are.
    ///
    /// - Parameter expectation: the expected value, for the message.
    public func scalar(_ expectation: String) throws(Failure) -> String {
        guard let text = value.typed else { throw failure("expected \(expectation), found \(kind)") }
        return text
    }

    /// Returns a scalar's text: `50` and `true` need no quotes.
    public func text() throws(Failure) -> String {
        try scalar("text")
    }

    /// Returns a text that is not blank.
    ///
    /// - Parameters:
    ///   - limit: the maximum length in characters.
    ///   - allowsLines: whether it may have several lines.
    public func text(limit: Int, allowsLines: Bool = false) throws(Failure) -> String {
        // YAML parsers drop a byte order mark here, so an export would not read back unchanged.
        let text = String(try text().unicodeScalars.drop { $0 == "\u{FEFF}" })
        if text.allSatisfy(\.isWhitespace) { throw failure("expected text, found only blanks") }
        if text.count > limit { throw failure("expected at most \(limit) characters, found \(text.count)") }
        let allowed: Set<Unicode.Scalar> = allowsLines ? ["\n", "\t"] : []
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && !allowed.contains($0) }) {
            throw failure(allowsLines ? "expected text without control characters" : "expected one line of text")
        }
        return text
    }

    /// Returns a whole number in plain decimal digits.
    ///
    /// - Parameter unit: the unit that is counted, for the message.
    public func integer(in range: ClosedRange<Int>, of unit: String? = nil) throws(Failure) -> Int {
        let kind = unit.map { "a whole number of \($0)" } ?? "a whole number"
        let expectation = "\(kind) from \(range.lowerBound) to \(range.upperBound)"
        let text = try scalar(expectation)
        let isDecimal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDecimal, !(text.hasPrefix("0") && text.utf8.count > 1), let number = Int(text), range.contains(number)
        else { throw failure("expected \(expectation), found \(Wording.quoted(text))") }
        return number
    }

    /// Returns `true` or `false`, and accepts no other word.
    public func boolean() throws(Failure) -> Bool {
        let text = try scalar("true or false")
        guard let flag = Bool(text) else { throw failure("expected true or false, found \(Wording.quoted(text))") }
        return flag
    }

    /// Returns one of an enumeration's words.
    public func word<Word: RawRepresentable<String> & CaseIterable>(
        _: Word.Type = Word.self
    ) throws(Failure) -> Word {
        let words = Word.allCases.map(\.rawValue)
        let text = try word(among: words)
        guard let word = Word(rawValue: text) else { throw unexpected(text, among: words) }
        return word
    }

    /// Returns one of several words.
    public func word(among words: [String]) throws(Failure) -> String {
        let text = try scalar(Wording.alternatives(words))
        guard words.contains(text) else { throw unexpected(text, among: words) }
        return text
    }

    private func unexpected(_ text: String, among words: [String]) -> Failure {
        failure("expected \(Wording.alternatives(words)), found \(Wording.quoted(text))")
    }
}
