/// Walks through the tokens of a text and writes what the engine is to read.
struct SpokenTextWriter {
    private let rules: TextPreparation
    private let tokens: [TextToken]
    private var position = 0
    private var text = ""
    /// Whether the last thing written was a word, from which the next must be kept apart.
    private var endsInWord = false
    /// The last word, as long as only spaces and a colon have followed it.
    private var lastWord: String?

    init(rules: TextPreparation, tokens: [TextToken]) {
        self.rules = rules
        self.tokens = tokens
    }

    mutating func write() -> String {
        while position < tokens.count {
            switch tokens[position] {
            case .word(let word):
                append(word: rules.words[word] ?? word)
                lastWord = word
                position += 1
            case .number: writeNumber()
            case .mark(let scalar): writeMark(scalar)
            }
        }
        return text
    }

    private mutating func writeMark(_ scalar: Unicode.Scalar) {
        position += 1
        // The plus sign of a telephone number.
        if scalar == "+", let digits = token(0)?.number, digits.utf8.count > 3, rules.digitsFrom != nil { return }
        if !(scalar == " " || scalar == ":") { lastWord = nil }
        endsInWord = false
        if let said = rules.symbols[scalar] {
            text += said
        } else {
            text.unicodeScalars.append(scalar)
        }
    }

    private mutating func writeNumber() {
        defer { lastWord = nil }
        guard let digits = token(0)?.number else { return }
        if let date = date() {
            position += 5
            append(word: inWords(date))
        } else if let time = time() {
            // Seconds are not said.
            position += isMark(3, ":") && token(4)?.number?.utf8.count == 2 ? 5 : 3
            append(word: inWords(time))
        } else if isReadDigitByDigit(digits) {
            position += 1
            append(word: digitByDigit(digits))
        } else if let numbers = rules.numbers {
            append(word: cardinal(numbers))
        } else {
            position += 1
            text += digits
            endsInWord = false
        }
    }

    private func date() -> String? {
        guard let dates = rules.dates, let separator = token(1), separator.isMark("/", "-", "."),
            token(3) == separator, let first = token(0)?.number, let second = token(2)?.number,
            let third = token(4)?.number
        else { return nil }
        return dates.words([first, second, third])
    }

    private func time() -> String? {
        guard let times = rules.times, isMark(1, ":"), let hours = token(0)?.number, let minutes = token(2)?.number
        else { return nil }
        return times.words(hours, minutes)
    }

    private func isReadDigitByDigit(_ digits: String) -> Bool {
        if let lastWord, rules.digitsAfter.contains(lastWord) { return true }
        guard let limit = rules.digitsFrom else { return false }
        let hasPlus = position > 0 && tokens[position - 1].isMark("+")
        return digits.utf8.count >= limit || digits.utf8.count > 1 && digits.utf8.first == UInt8(ascii: "0")
            || hasPlus && digits.utf8.count > 3
    }

    private func digitByDigit(_ digits: String) -> String {
        rules.numbers?.digitByDigit(digits, rules.digitSeparator)
            ?? digits.map(String.init).joined(separator: rules.digitSeparator)
    }

    /// A number with its groups of thousands and its decimals.
    private mutating func cardinal(_ numbers: NumberWords) -> String {
        var whole = token(0)?.number ?? ""
        position += 1
        while isMark(0, ",", "٬"), let group = token(1)?.number, group.utf8.count == 3, whole.utf8.count < 12 {
            whole += group
            position += 2
        }
        var words = numbers.words(whole)
        if isMark(0, ".", "٫"), let decimals = token(1)?.number {
            words += numbers.point + (decimals.hasPrefix("0") ? digitByDigit(decimals) : numbers.words(decimals))
            position += 2
        }
        return words
    }

    /// Replaces what is still in digits in the text of a date or a time.
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

    private mutating func append(word: String) {
        if endsInWord { text += " " }
        text += word
        endsInWord = true
    }

    private func token(_ offset: Int) -> TextToken? {
        position + offset < tokens.count ? tokens[position + offset] : nil
    }

    private func isMark(_ offset: Int, _ scalars: Unicode.Scalar...) -> Bool {
        guard case .mark(let scalar)? = token(offset) else { return false }
        return scalars.contains(scalar)
    }
}
