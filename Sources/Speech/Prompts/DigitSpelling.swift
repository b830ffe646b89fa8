public import HelpDesk

/// How numbers such as extensions are read: digit by digit, because "one hundred and one" is no extension.
public struct DigitSpelling: Sendable, Equatable {
    /// The placeholders whose digits are read one by one.
    public var placeholders: Set<PromptPlaceholder>
    /// What is put between two digits: a space, or a comma and a space for a longer pause.
    public var separator: String

    public init(placeholders: Set<PromptPlaceholder> = [], separator: String = " ") {
        self.placeholders = placeholders
        self.separator = separator
    }

    /// Between two groups of digits.
    private static let pause = ", "
    /// What may stand between two groups; among digits that are parted it would be said, as a range or a fraction.
    private static let betweenGroups = Set(" -\u{2010}–./()".unicodeScalars)

    /// Puts the separator between each two digits of a value, of whatever script they are, and a pause between groups.
    /// A plus before the first is left out, as it is in texts.
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

    /// A text with blanks in the place of separators and pauses, as numbers are looked for in texts.
    func written(_ text: String) -> String {
        [Self.pause, separator].reduce(text) { Self.withBlanks($0, for: $1) }
    }

    private static func withBlanks(_ text: String, for separator: String) -> String {
        guard separator != " " else { return text }
        return text.split(separator: separator, omittingEmptySubsequences: false).reduce(into: "") { written, part in
            // An empty part before is the text's beginning, or one between two separators.
            guard part.startIndex != text.startIndex else { return written += part }
            let isBetweenDigits = written.last?.isWholeNumber == true && part.first?.isWholeNumber == true
            written += (isBetweenDigits ? " " : separator) + part
        }
    }
}
