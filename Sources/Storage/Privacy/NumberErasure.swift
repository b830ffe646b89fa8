import Foundation

/// Takes a number out of texts, however it is written there: with the country's code or without, with blanks, hyphens
/// or brackets, in Latin, Persian, Arabic or fullwidth digits, also as JSON, forms and addresses escape them.
struct NumberErasure: Sendable {
    /// The replacement of the number.
    static let mark = "***"

    private static let digit = "[0-9۰-۹٠-٩０-９]"
    private static let hexadecimal = "[0-9A-Fa-f]"
    /// The beginning of a JSON escape, also in JSON within a JSON string or in a form.
    private static let unicode = #"(?:\\{1,2}|%5[Cc])u"#
    private static let escapedDigit =
        #"\\u(?:06[Ff]|066|[Ff][Ff]1)[0-9]|%(?:[Dd][Bb]%[Bb]|[Dd]9%[Aa]|[Ee][Ff]%[Bb][Cc]%9)[0-9]"#
    /// Separators, literally, as JSON escapes or as percent-encoded UTF-8; a NUL is half of a UTF-16 code unit.
    private static let separator =
        "(?:"
        + [
            #"[\s\-./()+\u0000\u00A0\u00AD\u061C\u2000-\u2015\u2028-\u202F\u2060-\u2069\u2212\uFEFF]"#,
            #"[\uFF08\uFF09\uFF0B\uFF0D-\uFF0F]"#,
            #"(?:\\{1,2}|%5[Cc])(?:/|%2[Ff]|[nrt])"#,
            unicode + "00(?:20|2[89BbDdEeFf]|[Aa]0|[Aa][Dd])", unicode + "(?:061[Cc]|2212|[Ff][Ee][Ff][Ff])",
            unicode + "20(?:0[0-9A-Fa-f]|1[0-5]|2[89A-Fa-f]|6[0-9])", unicode + "[Ff][Ff]0[89BbDdEeFf]",
            "%2[0BbDdEeFf89]|%0[9AaDd]|%[Cc]2%[Aa][0Dd]|%[Dd]8%9[Cc]|%[Ee][Ff]%[Bb][Bb]%[Bb][Ff]",
            "%[Ee]2%(?:80%(?:8[0-9A-Fa-f]|9[0-5]|[Aa][89A-Fa-f])|81%[Aa][0-9]|88%92)",
            "%[Ee][Ff]%[Bb][Cc]%8[89BbDdEeFf]",
        ].joined(separator: "|") + "){0,3}"
    private static let international =
        "(?:[+\u{FF0B}]|%2[Bb]|\(unicode)(?:002[Bb]|[Ff][Ff]0[Bb])|%[Ee][Ff]%[Bb][Cc]%8[Bb]|00)"
    /// The position of a match: not after a digit, except for the last one of an escape, and not within an escape.
    private static let beginning =
        "(?:(?<!\(digit))|(?<=%\(hexadecimal){2})|(?<=\\\\u\(hexadecimal){4}))(?<!\(escapedDigit))"
        + "(?<!%\(hexadecimal)?)(?<!\\\\u\(hexadecimal){0,3})"

    // Unlike a Regex, an NSRegularExpression is Sendable and supports lookbehind.
    private let pattern: NSRegularExpression

    init(_ number: PhoneNumber) throws {
        let between = Self.separator
        let zero = "(?:\(Self.forms("0"))\(between))"
        let country: String
        if let code = number.country {
            country = "(?:\(Self.international)\(between))?\(Self.forms(code))\(between)\(zero)?"
        } else {
            // Without one, it may be any country's.
            country =
                "(?:\(Self.international)\(between))?(?:\(Self.digit)|\(Self.escapedDigit)){1,3}\(between)\(zero)?"
        }
        pattern = try NSRegularExpression(
            pattern: Self.beginning + "(?:\(country)|\(zero))?\(Self.forms(number.national))"
                + "(?!\(Self.digit)|\(Self.escapedDigit))")
    }

    /// - Parameter onlyTexts: whether JSON values must stay strings, as those of headers.
    /// - Returns: the text without the number, and the number of occurrences; `nil` if there are none.
    func erase(_ text: String, onlyTexts: Bool = false) -> (text: String, places: Int)? {
        let whole = text as NSString
        let found = pattern.matches(in: text, range: NSRange(location: 0, length: whole.length))
        guard !found.isEmpty else { return nil }
        // Skips whitespace, byte order marks and the NULs of UTF-16.
        let isJSON = text.unicodeScalars.first { (0x21..<0x7F).contains($0.value) }.map { "{[".contains(Character($0)) }
        var result = ""
        var end = 0
        for match in found {
            result += whole.substring(with: NSRange(location: end, length: match.range.location - end))
            end = match.range.location + match.range.length
            result += isJSON == true && Self.isBare(match.range, in: whole) ? "0" : Self.mark
        }
        result += whole.substring(from: end)
        guard !onlyTexts else { return (result, found.count) }
        // If the number was all that was known of the customer, nothing is known now.
        return (result.replacing("\"customer\":\"\(Self.mark)\"", with: "\"customer\":null"), found.count)
    }

    /// Whether the number is a JSON number rather than in a string.
    private static func isBare(_ range: NSRange, in text: NSString) -> Bool {
        func next(_ place: Int, by step: Int) -> String? {
            var place = place
            while place >= 0, place < text.length {
                let character = text.substring(with: NSRange(location: place, length: 1))
                if !character.allSatisfy({ $0.isWhitespace || $0 == "\0" }) { return character }
                place += step
            }
            return nil
        }
        guard let before = next(range.location - 1, by: -1), let after = next(range.location + range.length, by: 1)
        else { return false }
        return ":[,".contains(before) && ",]}".contains(after)
    }

    /// Returns a pattern for digits with separators between them, each in all its forms.
    private static func forms(_ digits: String) -> String {
        digits.map { digit in
            let value = digit.wholeNumberValue ?? 0
            let others = ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"].map { Array($0).map(String.init)[value] }.joined()
            return "(?:[\(digit)\(others)]|\(unicode)(?:06[Ff]|066|[Ff][Ff]1)\(value)"
                + "|%(?:[Dd][Bb]%[Bb]|[Dd]9%[Aa]|[Ee][Ff]%[Bb][Cc]%9)\(value))"
        }.joined(separator: separator)
    }
}
