import Foundation

/// Takes a number out of texts, however it is written there: with the country's code or without, with blanks, hyphens or
/// brackets, in Latin, Persian or Arabic digits, also as JSON and addresses escape them.
struct NumberErasure: Sendable {
    /// What stands in the number's place.
    static let mark = "***"

    private static let digit = "[0-9۰-۹٠-٩]"
    private static let separator =
        #"(?:[\s\-./()\u00A0\u2000-\u200F\u2010-\u2015\u202A-\u202E\u2060-\u2069]|%20|%2[DdEe89]){0,3}"#
    private static let international = #"(?:\+|%2[Bb]|00)"#

    // An NSRegularExpression, which is Sendable and, other than a Regex, looks behind.
    private let pattern: NSRegularExpression

    init(_ number: PhoneNumber) throws {
        let between = Self.separator
        let zero = "(?:\(Self.forms("0"))\(between))"
        let country: String
        if let code = number.country {
            country = "(?:\(Self.international)\(between))?\(Self.forms(code))\(between)\(zero)?"
        } else {
            // It may be that of any country.
            country = "(?:\(Self.international)\(between))?\(Self.digit){1,3}\(between)\(zero)?"
        }
        pattern = try NSRegularExpression(
            pattern: "(?<!\(Self.digit))(?:\(country)|\(zero))?\(Self.forms(number.national))(?!\(Self.digit))")
    }

    /// - Returns: the text without the number, and in how many places it was; `nil` when it was nowhere.
    func erase(_ text: String) -> (text: String, places: Int)? {
        let whole = text as NSString
        let found = pattern.matches(in: text, range: NSRange(location: 0, length: whole.length))
        guard !found.isEmpty else { return nil }
        let isJSON = text.first == "{" || text.first == "["
        var result = ""
        var end = 0
        for match in found {
            result += whole.substring(with: NSRange(location: end, length: match.range.location - end))
            end = match.range.location + match.range.length
            result += isJSON && Self.isBare(match.range, in: whole) ? "0" : Self.mark
        }
        result += whole.substring(from: end)
        // Where it was all that was known, nothing is known.
        return (result.replacing("\"customer\":\"\(Self.mark)\"", with: "\"customer\":null"), found.count)
    }

    /// Whether it stands in JSON as a number rather than as text.
    private static func isBare(_ range: NSRange, in text: NSString) -> Bool {
        func next(_ place: Int, by step: Int) -> String? {
            var place = place
            while place >= 0, place < text.length {
                let character = text.substring(with: NSRange(location: place, length: 1))
                if !character.allSatisfy(\.isWhitespace) { return character }
                place += step
            }
            return nil
        }
        guard let before = next(range.location - 1, by: -1), let after = next(range.location + range.length, by: 1)
        else { return false }
        return ":[,".contains(before) && ",]}".contains(after)
    }

    /// Digits with separators between them, each in all its forms.
    private static func forms(_ digits: String) -> String {
        digits.map { digit in
            let value = digit.wholeNumberValue ?? 0
            let persian = "۰۱۲۳۴۵۶۷۸۹".map(String.init)[value]
            let arabic = "٠١٢٣٤٥٦٧٨٩".map(String.init)[value]
            return
                "(?:[\(digit)\(persian)\(arabic)]|\\\\u06[fF]\(value)|\\\\u066\(value)|%[dD][bB]%[bB]\(value)|%[dD]9%[aA]\(value))"
        }.joined(separator: separator)
    }
}
