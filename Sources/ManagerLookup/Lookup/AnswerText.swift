import HelpDesk
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
    static let maximumNumberLength = 256

    /// An extension or an id as ``Swift/String/plainNumber`` has it.
    ///
    /// - Returns: `nil` for what is neither a text of at most so many bytes nor a whole number that a double holds exactly.
    static func number(_ value: JSONTree, longest: Int = maximumNumberLength) -> String? {
        switch value {
        case .text(let text):
            let plain = text.plainNumber
            return plain.utf8.count <= longest ? plain : nil
        case .integer, .number:
            guard let number = value.double, number >= 0, number.rounded() == number,
                number <= Double(JSONTree.largestExactInteger)
            else {
                return nil
            }
            return JSONTree.text(of: number)
        case .null, .boolean, .array, .object:
            return nil
        }
    }
}
