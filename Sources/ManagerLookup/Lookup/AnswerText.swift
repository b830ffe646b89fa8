import HelpDesk
import JSON

/// Normalizes texts from a CRM.
enum AnswerText {
    /// Returns a name or remark that is fit to be spoken and shown on a phone: one line of limited length.
    ///
    /// - Returns: `nil` if the value is not a text, or is empty.
    static func line(_ value: JSONTree?, longest: Int = 80) -> String? {
        guard case .text(let text) = value else { return nil }
        let words = text.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        let line = words.map { String(Substring($0)) }.joined(separator: " ").prefix(longest)
        // A single character may contain any number of combining marks.
        let scalars = line.unicodeScalars.prefix(longest * scalarsPerCharacter)
        return scalars.isEmpty ? nil : String(Substring(scalars))
    }

    /// More than any script needs.
    private static let scalarsPerCharacter = 4
    /// The maximum length of an extension, id or address, in bytes.
    static let maximumNumberLength = 256

    /// Returns an extension or id, normalized like ``Swift/String/plainNumber``.
    ///
    /// - Returns: `nil` unless the value is a text of at most `longest` bytes or a whole number that a double holds
    ///   exactly.
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
