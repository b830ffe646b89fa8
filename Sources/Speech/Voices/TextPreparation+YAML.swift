extension TextPreparation {
    /// Reads the rules of a voice file.
    ///
    /// - Throws: `SpeechError.invalidVoice`.
    init(_ root: YAMLSection, digitSeparator: String) throws {
        self.init(
            replacements: TextReplacements(try root.table("replacements")),
            words: try Self.words(root), symbols: try Self.symbols(root),
            digitsAfter: Set(try root.texts("digitsAfter").map(\.text)),
            digitsFrom: try root.integer("digitsFrom", in: 2...20), digitSeparator: digitSeparator,
            numbers: try root.section("numbers").map(NumberWords.init),
            dates: try root.section("dates").map(DateWords.init),
            times: try root.section("times").map(TimeWords.init))
    }

    private static func words(_ root: YAMLSection) throws -> [String: String] {
        guard let section = try root.section("words") else { return [:] }
        let words = try root.table("words")
        for written in words.keys {
            guard TextToken.tokens(of: written) == [.word(written)] else {
                throw section.error(written, "words: '\(written)' is not a single word; use replacements for it")
            }
        }
        return words
    }

    private static func symbols(_ root: YAMLSection) throws -> [Unicode.Scalar: String] {
        guard let section = try root.section("symbols") else { return [:] }
        var symbols: [Unicode.Scalar: String] = [:]
        for (written, said) in try root.table("symbols") {
            let tokens = TextToken.tokens(of: written)
            guard tokens.count == 1, case .mark(let scalar) = tokens[0] else {
                throw section.error(written, "symbols: '\(written)' is not a single character such as / or @")
            }
            symbols[scalar] = said
        }
        return symbols
    }
}

extension NumberWords {
    init(_ section: YAMLSection) throws {
        try section.allowOnly(["ones", "tens", "hundreds", "powers", "joiner", "point"])
        self.init(
            ones: try section.words("ones", count: 20), tens: try section.words("tens", count: 8),
            hundreds: try section.words("hundreds", count: 9), powers: try section.words("powers", count: 1...5),
            joiner: try section.requiredText("joiner"), point: try section.requiredText("point"))
    }
}

extension DateWords {
    init(_ section: YAMLSection) throws {
        try section.allowOnly(["text", "days", "months"])
        guard let months = try section.section("months") else { throw section.missing("months") }
        let calendars = try months.keys.map { key in
            guard let match = key.wholeMatch(of: /([0-9]{4})-([0-9]{4})/), let first = Int(match.1),
                let last = Int(match.2), first <= last
            else { throw months.error(key, "months: '\(key)' is no range of years such as 1900-2199") }
            return Calendar(years: first...last, months: try months.words(key, count: 12))
        }
        let days = try section.texts("days").isEmpty ? [] : section.words("days", count: 31)
        self.init(calendars: calendars, days: days, text: try section.template("text", names: DateWords.names))
    }
}

extension TimeWords {
    init(_ section: YAMLSection) throws {
        try section.allowOnly(["hour", "minute"])
        self.init(
            hour: try section.template("hour", names: ["hour"]),
            minute: try section.template("minute", names: TimeWords.names))
    }
}
