import LocatedYAML

extension TextPreparation {
    /// Reads the rules of a voice file.
    ///
    /// - Parameter fields: the fields of the whole file.
    init(_ fields: [String: VoiceNode], digitSeparator: String) throws(SpeechError) {
        self.init(
            replacements: TextReplacements(try fields["replacements"]?.table() ?? [:]),
            words: try Self.words(fields["words"]), symbols: try Self.symbols(fields["symbols"]),
            digitsAfter: try Self.wordSet(fields["digitsAfter"]), amounts: try Self.wordSet(fields["amounts"]),
            phraseWords: try Self.wordSet(fields["phraseWords"]), listWords: try Self.wordSet(fields["listWords"]),
            digitsFrom: try fields["digitsFrom"]?.integer(in: 2...20), digitSeparator: digitSeparator,
            dot: try fields["dot"]?.filledText(),
            numbers: try fields["numbers"].map { node throws(SpeechError) in try NumberWords(node) },
            dates: try fields["dates"].map { node throws(SpeechError) in try DateWords(node) },
            times: try fields["times"].map { node throws(SpeechError) in try TimeWords(node) })
    }

    private static func wordSet(_ node: VoiceNode?) throws(SpeechError) -> Set<String> {
        var words: Set<String> = []
        for node in try node?.oneOrMore() ?? [] { words.insert(try node.filledText()) }
        return words
    }

    private static func words(_ node: VoiceNode?) throws(SpeechError) -> PronouncedWords {
        let words = try node?.table() ?? [:]
        if let node, let written = words.keys.sorted().first(where: { !Self.isWordOrSymbol($0) }) {
            throw node.failure("'\(written)' is not a single word; use replacements for it", at: written)
        }
        return PronouncedWords(words)
    }

    private static func isWordOrSymbol(_ written: String) -> Bool {
        switch TextToken.tokens(of: written) {
        case [.word(written)], [.word(String(written.dropLast())), .mark(".")]: true
        case let tokens where tokens.count == 1: if case .mark = tokens[0] { true } else { false }
        default: false
        }
    }

    private static func symbols(_ node: VoiceNode?) throws(SpeechError) -> [Unicode.Scalar: String] {
        guard let node else { return [:] }
        var symbols: [Unicode.Scalar: String] = [:]
        for (written, said) in try node.table() {
            let tokens = TextToken.tokens(of: written)
            guard tokens.count == 1, case .mark(let scalar) = tokens[0] else {
                throw node.failure("'\(written)' is not a single character such as / or @", at: written)
            }
            symbols[scalar] = said
        }
        return symbols
    }
}

extension NumberWords {
    init(_ node: VoiceNode) throws(SpeechError) {
        let fields = try node.fields(
            required: ["ones", "tens", "hundreds", "powers", "joiner", "point"],
            optional: ["range", "groupMarks", "decimalMarks"])
        self.init(
            ones: try fields["ones"]?.words(count: 20...20) ?? [], tens: try fields["tens"]?.words(count: 8...8) ?? [],
            hundreds: try fields["hundreds"]?.words(count: 9...9) ?? [],
            powers: try fields["powers"]?.words(count: 1...5) ?? [], joiner: try fields["joiner"]?.filledText() ?? "",
            point: try fields["point"]?.filledText() ?? "", range: try fields["range"]?.filledText())
        if let marks = try fields["groupMarks"]?.filledText() { groupMarks = Set(marks.unicodeScalars) }
        if let marks = try fields["decimalMarks"]?.filledText() { decimalMarks = Set(marks.unicodeScalars) }
    }
}

extension DateWords {
    init(_ node: VoiceNode) throws(SpeechError) {
        let fields = try node.fields(required: ["text", "months"], optional: ["days"])
        var calendars: [Calendar] = []
        for (key, months) in try fields["months"]?.members() ?? [] {
            guard let match = key.wholeMatch(of: /([0-9]{4})-([0-9]{4})/), let first = Int(match.1),
                let last = Int(match.2), first <= last
            else { throw months.failure("'\(key)' is no range of years such as 1900-2199") }
            calendars.append(Calendar(years: first...last, months: try months.words(count: 12...12)))
        }
        self.init(
            calendars: calendars, days: try fields["days"]?.words(count: 31...31) ?? [],
            text: try fields["text"]?.template(names: DateWords.names) ?? "")
    }
}

extension TimeWords {
    init(_ node: VoiceNode) throws(SpeechError) {
        let fields = try node.fields(required: [], optional: ["hour", "minute", "range"])
        self.init()
        if let node = fields["hour"] { hour = try node.template(names: TimeWords.names) }
        if let node = fields["minute"] { minute = try node.template(names: TimeWords.names) }
        range = try fields["range"]?.filledText()
    }
}
