/// A complete phone number, independent of its spelling.
public struct PhoneNumber: Sendable, Equatable {
    /// The digits without the country code and without leading zeros.
    let national: String
    /// The country code; `nil` if the number has none.
    let country: String?

    /// Fewer digits are an extension or a part of a date.
    private static let fewestDigits = 6
    private static let maximumDigits = 15
    /// A number with this many digits probably begins with a country code, even without `+` or `00`.
    private static let fewestWithCountry = 11
    /// The country codes of two digits in E.164.
    private static let twoDigits: Set<String> = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51",
        "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86",
        "90",
        "91", "92", "93", "94", "95", "98",
    ]

    /// Parses a number in digits of any script, with or without a leading `+`, `00` or `0`.
    ///
    /// - Returns: `nil` if it is not a complete number.
    public init?(_ text: some StringProtocol) {
        var digits = ""
        var isInternational = false
        for scalar in text.unicodeScalars {
            if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
                digits.append("\(Int(digit))")
            } else if scalar == "+" || scalar == "＋", digits.isEmpty, !isInternational {
                isInternational = true
            } else if !Self.isSeparator(scalar) {
                return nil
            }
        }
        if !isInternational, digits.hasPrefix("00") {
            isInternational = true
            digits.removeFirst(2)
        }
        let isNational = !isInternational && digits.hasPrefix("0")
        if isInternational || (!isNational && digits.count >= Self.fewestWithCountry) {
            let code = Self.country(of: digits)
            country = code
            national = String(digits.dropFirst(code.count).drop { $0 == "0" })
        } else {
            country = nil
            national = String(digits.drop { $0 == "0" })
        }
        guard (Self.fewestDigits...Self.maximumDigits).contains(national.count) else { return nil }
    }

    /// Whether it is a space, a hyphen or dash, a direction mark, a dot, a slash or a bracket.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .dashPunctuation, .format: true
        default: "./()−．／（）".unicodeScalars.contains(scalar)
        }
    }

    private static func country(of digits: String) -> String {
        if digits.hasPrefix("1") || digits.hasPrefix("7") { return String(digits.prefix(1)) }
        let two = String(digits.prefix(2))
        return twoDigits.contains(two) ? two : String(digits.prefix(3))
    }

    /// The number as it is stored while it must still be known.
    var text: String { country.map { "+\($0)\(national)" } ?? "0\(national)" }
}
