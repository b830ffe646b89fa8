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

    /// Puts the separator between each two digits of a value, of whatever script they are.
    func apply(to value: String, of placeholder: PromptPlaceholder) -> String {
        guard placeholders.contains(placeholder) else { return value }
        var spelled = ""
        var lastWasDigit = false
        for scalar in value.unicodeScalars {
            let isDigit = scalar.properties.generalCategory == .decimalNumber
            if isDigit && lastWasDigit { spelled += separator }
            spelled.unicodeScalars.append(scalar)
            lastWasDigit = isDigit
        }
        return spelled
    }

    /// A text with blanks in the place of the separators, as numbers are looked for in texts.
    func written(_ text: String) -> String {
        guard separator != " " else { return text }
        return text.split(separator: separator, omittingEmptySubsequences: false).reduce(into: "") { written, part in
            // An empty part before is the text's beginning, or one between two separators.
            guard part.startIndex != text.startIndex else { return written += part }
            let isBetweenDigits = written.last?.isWholeNumber == true && part.first?.isWholeNumber == true
            written += (isBetweenDigits ? " " : separator) + part
        }
    }
}
