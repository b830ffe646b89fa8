/// What happens to a text before the engine speaks it: the rules of a voice file.
///
/// Letters first (composed ones, Arabic yeh and kaf to Persian ones), then words, dates, times and numbers. Digits of any
/// script are read alike, whatever the voice.
public struct TextPreparation: Sendable, Equatable {
    public var replacements: TextReplacements
    /// What is said for a whole word, for words that the engine mispronounces.
    public var words: PronouncedWords
    /// What is said for a symbol, after dates and times have been recognised.
    public var symbols: [Unicode.Scalar: String]
    /// A number after one of these words, or after the word that follows one of them, is read digit by digit:
    /// `extension 101`, `order number 1234`.
    public let digitsAfter: Set<String>
    /// A number before or after one of these words is an amount, however many digits it has: `1250000 tomans`.
    public let amounts: Set<String>
    /// Those of them that begin a phrase of their own behind a number after a word of `digitsAfter`, of which they say
    /// nothing: `داخلی 101 روز شنبه`.
    public let phraseWords: Set<String>
    /// Between the numbers of a list, which are read alike: `extensions 101, 102 and 103`.
    public let listWords: Set<String>
    /// A number of this many digits, or with a leading zero or plus sign, is read digit by digit, as a telephone number
    /// is; `nil` leaves it to the engine.
    public var digitsFrom: Int?
    /// Between two digits that are read one by one.
    public var digitSeparator: String
    /// What is said for the dots of `192.168.1.10`.
    public var dot: String?
    public var numbers: NumberWords?
    public var dates: DateWords?
    public var times: TimeWords?

    public init(
        replacements: TextReplacements = TextReplacements(), words: PronouncedWords = [:],
        symbols: [Unicode.Scalar: String] = [:], digitsAfter: Set<String> = [], amounts: Set<String> = [],
        phraseWords: Set<String> = [], listWords: Set<String> = [], digitsFrom: Int? = nil,
        digitSeparator: String = " ", dot: String? = nil, numbers: NumberWords? = nil, dates: DateWords? = nil,
        times: TimeWords? = nil
    ) {
        self.replacements = replacements
        self.words = words
        self.symbols = symbols
        self.digitsAfter = Set(digitsAfter.map(\.asNumberContext))
        self.amounts = Set(amounts.map(\.asNumberContext))
        self.phraseWords = Set(phraseWords.map(\.asNumberContext))
        self.listWords = Set(listWords.map(\.asNumberContext))
        self.digitsFrom = digitsFrom
        self.digitSeparator = digitSeparator
        self.dot = dot
        self.numbers = numbers
        self.dates = dates
        self.times = times
    }

    /// - Returns: the text as the engine is to read it.
    func apply(to text: String) -> String {
        let letters = replacements.apply(to: TextNormalization.apply(to: text))
        var writer = SpokenTextWriter(rules: self, tokens: TextToken.tokens(of: letters))
        return writer.write()
    }
}
