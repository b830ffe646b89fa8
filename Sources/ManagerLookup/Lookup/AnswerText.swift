import JSON

/// Texts that a CRM sends, made fit for their use here.
enum AnswerText {
    /// A name or a remark as it may be spoken and shown on a phone: one line, cut to a length.
    ///
    /// - Returns: `nil` for what is no text, or an empty one.
    static func line(_ value: JSONTree?, longest: Int = 80) -> String? {
        guard case .text(let text) = value else { return nil }
        let words = text.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        let line = words.map { String(Substring($0)) }.joined(separator: " ").prefix(longest)
        // A single character may be of any number of marks.
        let scalars = line.unicodeScalars.prefix(longest * scalarsPerCharacter)
        return scalars.isEmpty ? nil : String(Substring(scalars))
    }

    /// As many as any writing needs.
    private static let scalarsPerCharacter = 4
    /// No extension, id or address is longer, in bytes.
    static let longestNumber = 256

    /// An extension's text, white space around it cut off and Persian and Arabic digits written as ASCII.
    ///
    /// - Returns: `nil` for what is neither a text of at most so many bytes nor a whole number.
    static func number(_ value: JSONTree, longest: Int = longestNumber) -> String? {
        switch value {
        case .text(let text):
            let scalars = text.unicodeScalars
            guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
                let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
            else { return "" }
            guard text.utf8.distance(from: first, to: scalars.index(after: last)) <= longest else { return nil }
            return String(String.UnicodeScalarView(scalars[first...last].map(asciiDigit)))
        case .integer, .number:
            guard let number = value.double, number >= 0, number.rounded() == number, number < 1e15 else { return nil }
            return JSONTree.text(of: number)
        case .null, .boolean, .array, .object:
            return nil
        }
    }

    private static func asciiDigit(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        for zero in [0x06F0, 0x0660] as [UInt32] where (zero...zero + 9).contains(scalar.value) {
            return Unicode.Scalar(UInt8(scalar.value - zero) + UInt8(ascii: "0"))
        }
        return scalar
    }
}
