public import HelpDesk

/// The way numbers such as extensions are read: digit by digit, because "one hundred and one" is not an extension.
public struct DigitSpelling: Sendable, Equatable {
    /// The placeholders whose digits are read one by one.
    public var placeholders: Set<PromptPlaceholder>
    /// The separator between two digits: a space, or a comma and a space for a longer pause.
    public var separator: String

    public init(placeholders: Set<PromptPlaceholder> = [], separator: String = " ") {
        self.placeholders = placeholders
        self.separator = separator
    }

    /// The separator between two groups of digits.
    private static let pause = ", "
    /// The characters allowed between two groups; among separated digits they would be spoken, as a range or a
    /// fraction.
    private static let betweenGroups = Set(" -\u{2010}–./()".unicodeScalars)

    /// Puts the separator between the digits of a value, in any script, and a pause between groups. A plus sign before
    /// the first digit is omitted, as in texts.
    func apply(to value: String, of placeholder: PromptPlaceholder) -> String {
        guard placeholders.contains(placeholder) else { return value }
        var spelled = ""
        var between = String.UnicodeScalarView()
        var lastWasDigit = false
        for scalar in value.unicodeScalars {
            if scalar.properties.generalCategory == .decimalNumber {
                if lastWasDigit {
                    spelled += between.isEmpty ? separator : Self.pause
                } else if between.last != "+" {
                    spelled += String(between)
                }
                spelled.unicodeScalars.append(scalar)
                between.removeAll()
                lastWasDigit = true
            } else if lastWasDigit ? Self.betweenGroups.contains(scalar) : scalar == "+" {
                between.append(scalar)
            } else {
                spelled += String(between)
                spelled.unicodeScalars.append(scalar)
                between.removeAll()
                lastWasDigit = false
            }
        }
        return spelled + String(between)
    }

    /// Returns a text with blanks instead of separators and pauses, the form in which texts are searched for numbers.
    func written(_ text: String) -> String {
        [Self.pause, separator].reduce(text) { Self.withBlanks($0, for: $1) }
    }

    private static func withBlanks(_ text: String, for separator: String) -> String {
        guard separator != " " else { return text }
        return text.split(separator: separator, omittingEmptySubsequences: false).reduce(into: "") { written, part in
            // An empty part before is the beginning of the text, or lies between two separators.
            guard part.startIndex != text.startIndex else { return written += part }
            let isBetweenDigits = written.last?.isWholeNumber == true && part.first?.isWholeNumber == true
            written += (isBetweenDigits ? " " : separator) + part
        }
    }
}
