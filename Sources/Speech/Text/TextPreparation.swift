/// The rules of a voice file that prepare a text for the engine.
///
/// Letters are replaced first (composed ones, Arabic yeh and kaf by Persian ones), then words, dates, times and
/// numbers. Digits of any script are treated alike, whatever the voice.
public struct TextPreparation: Sendable, Equatable {
    public var replacements: TextReplacements
    /// The pronunciations of whole words that the engine mispronounces.
    public var words: PronouncedWords
    /// The words for symbols, applied after dates and times are recognised.
    public var symbols: [Unicode.Scalar: String]
    /// The words after which a number, directly or one word later, is read digit by digit: `extension 101`,
    /// `order number 1234`.
    public let digitsAfter: Set<String>
    /// The words next to which a number is an amount, however many digits it has: `1250000 tomans`.
    public let amounts: Set<String>
    /// The amount words that begin a separate phrase after a number that follows a word of `digitsAfter`, and do not
    /// refer to the number: `داخلی 101 روز شنبه`.
    public let phraseWords: Set<String>
    /// The words between the numbers of a list, which are all read alike: `extensions 101, 102 and 103`.
    public let listWords: Set<String>
    /// The number of digits from which a number is read digit by digit, as is a number with a leading zero or plus
    /// sign, such as a telephone number; `nil` leaves it to the engine.
    public var digitsFrom: Int?
    /// The separator between digits that are read one by one.
    public var digitSeparator: String
    /// The word for the dots of `192.168.1.10`.
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

    /// - Returns: the text for the engine.
    func apply(to text: String) -> String {
        let letters = replacements.apply(to: TextNormalization.apply(to: text))
        var writer = SpokenTextWriter(rules: self, tokens: TextToken.tokens(of: letters))
        return writer.write()
    }
}
