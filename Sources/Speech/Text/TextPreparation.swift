/// What happens to a text before the engine speaks it: the rules of a voice file.
///
/// Letters first (Arabic yeh and kaf to Persian ones), then words, dates, times and numbers. Digits of any script are
/// read alike, whatever the voice.
public struct TextPreparation: Sendable, Equatable {
    public var replacements: TextReplacements
    /// What is said for a whole word, for words that the engine mispronounces.
    public var words: [String: String]
    /// What is said for a symbol, after dates and times have been recognised.
    public var symbols: [Unicode.Scalar: String]
    /// A number after one of these words is read digit by digit: `extension 101`.
    public var digitsAfter: Set<String>
    /// A number of this many digits, or with a leading zero or plus sign, is read digit by digit, as a telephone number
    /// is; `nil` leaves it to the engine.
    public var digitsFrom: Int?
    /// Between two digits that are read one by one.
    public var digitSeparator: String
    public var numbers: NumberWords?
    public var dates: DateWords?
    public var times: TimeWords?

    public init(
        replacements: TextReplacements = TextReplacements(), words: [String: String] = [:],
        symbols: [Unicode.Scalar: String] = [:], digitsAfter: Set<String> = [], digitsFrom: Int? = nil,
        digitSeparator: String = " ", numbers: NumberWords? = nil, dates: DateWords? = nil, times: TimeWords? = nil
    ) {
        self.replacements = replacements
        self.words = words
        self.symbols = symbols
        self.digitsAfter = digitsAfter
        self.digitsFrom = digitsFrom
        self.digitSeparator = digitSeparator
        self.numbers = numbers
        self.dates = dates
        self.times = times
    }

    /// - Returns: the text as the engine is to read it.
    func apply(to text: String) -> String {
        var writer = SpokenTextWriter(rules: self, tokens: TextToken.tokens(of: replacements.apply(to: text)))
        return writer.write()
    }
}
