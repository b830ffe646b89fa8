/// The caller that a rung phone shows, in the form `"Name" <number>` that Asterisk parses.
enum CallerID {
    /// Longer names are cut: no phone shows more.
    private static let nameLimit = 64
    private static let numberLimit = 32

    /// - Returns: `nil` if neither the name nor the number has anything that can be shown.
    static func format(name: String, number: String) -> String? {
        let shownName = String(name.filter { !isSeparator($0) }.prefix(nameLimit)).trimmed
        let shownNumber = String(number.unicodeScalars.filter(isNumberCharacter).prefix(numberLimit))
        switch (shownName.isEmpty, shownNumber.isEmpty) {
        case (true, true): return nil
        case (true, false): return "<\(shownNumber)>"
        case (false, true): return "\"\(shownName)\" <>"
        case (false, false): return "\"\(shownName)\" <\(shownNumber)>"
        }
    }

    /// Whether a character would end the name early or start something else in a SIP header.
    private static func isSeparator(_ character: Character) -> Bool {
        character.unicodeScalars.contains { scalar in
            switch scalar {
            case "\"", "<", ">", "\\": true
            default:
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
                default: false
                }
            }
        }
    }

    private static func isNumberCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z", "*", "#", "+", "-", "_", ".": true
        default: false
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
