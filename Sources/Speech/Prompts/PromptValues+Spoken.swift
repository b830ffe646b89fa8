import HelpDesk

extension PromptValues {
    /// The maximum number of Unicode scalars spoken of a value.
    static let maximumValueLength = 80

    /// Returns a value as plain text: no control or formatting characters, single spaces, cut at the end of a word.
    ///
    /// - Returns: `nil` if the value is unknown or nothing of it is left.
    func spoken(_ placeholder: PromptPlaceholder) -> String? {
        guard let value = self[placeholder].map(TextNormalization.apply) else { return nil }
        var scalars = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            // Two more show whether another word begins.
            guard scalars.count < Self.maximumValueLength + 2 else { break }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                // Drop leading spaces, and all but the first of several.
                if let last = scalars.last, last != " " { scalars.append(" ") }
            case .format where !scalar.isJoiner, .privateUse, .unassigned, .surrogate:
                break
            case .mathSymbol where scalar == "<" || scalar == ">":
                // Markup in a value is neither interpreted nor read aloud as "less than".
                if let last = scalars.last, last != " " { scalars.append(" ") }
            default:
                scalars.append(scalar)
            }
        }
        if scalars.last == " " { scalars.removeLast() }
        let text = scalars.count > Self.maximumValueLength ? Self.shortened(scalars) : String(scalars)
        if text.unicodeScalars.allSatisfy(\.isJoiner) { return nil }
        return placeholder.isName ? Self.withInitialsJoined(text) : text
    }

    /// A name whose initials are written without a blank behind their dot: nothing in it ends a sentence, while
    /// elsewhere a letter may. A name in small letters keeps it: `J. von Neumann`.
    private static func withInitialsJoined(_ name: String) -> String {
        var joined = String.UnicodeScalarView()
        let scalars = Array(name.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if scalar == " ", index > 1, scalars[index - 1] == ".", scalars[index - 2].isInitial,
                index == 2 || [" ", "."].contains(scalars[index - 3]),
                index + 1 < scalars.count, scalars[index + 1].isInitial,
                scalars[index - 2].isArabicScript == scalars[index + 1].isArabicScript
            {
                continue
            }
            joined.append(scalar)
        }
        return String(joined)
    }

    /// Returns a value without the word that does not fit. A number is never left at the end: it may be incomplete, and
    /// what it counts would not be heard.
    private static func shortened(_ value: String.UnicodeScalarView) -> String {
        var words = value.split(separator: " ")
        guard words.count > 1, var cut = words.popLast() else {
            var start = value.prefix(maximumValueLength)
            while let last = start.last, !last.properties.isAlphabetic { start.removeLast() }
            return String(start)
        }
        if let last = words.last, last.contains(where: \.isDecimalDigit) {
            words.removeLast()
            cut = last
            while let group = words.last, let end = group.last, end.isDecimalDigit, let start = cut.first,
                start.isDecimalDigit
            {
                words.removeLast()
                cut = group
            }
        }
        return words.map { String($0) }.joined(separator: " ")
    }

    private subscript(placeholder: PromptPlaceholder) -> String? {
        switch placeholder {
        case .operator: self.operator
        case .operatorName: operatorName
        case .manager: manager
        case .department: department
        case .extension: self.extension
        case .customer: customer
        case .position: position
        case .reason: reason
        case .key: key
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isDecimalDigit: Bool { properties.numericType == .decimal }

    /// Whether a name may begin with it: a capital, or a letter of a script without them.
    fileprivate var isInitial: Bool { properties.isAlphabetic && !properties.isLowercase }
}

extension PromptPlaceholder {
    /// Whether somebody's name may stand there.
    fileprivate var isName: Bool {
        switch self {
        case .operatorName, .manager, .customer: true
        case .operator, .department, .extension, .position, .reason, .key: false
        }
    }
}
