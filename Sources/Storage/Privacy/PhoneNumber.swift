/// Somebody's whole phone number, however it is written.
public struct PhoneNumber: Sendable, Equatable {
    /// The digits without the country's code and without the zero before them.
    let national: String
    /// The country's code; `nil` when the number came without one.
    let country: String?

    /// With fewer digits it is an extension, or a part of a date.
    private static let fewestDigits = 6
    private static let maximumDigits = 15
    /// A number with so many digits may well begin with its country's code, also without `+` or `00`.
    private static let fewestWithCountry = 11
    /// E.164's country codes of two digits.
    private static let twoDigits: Set<String> = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51",
        "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86",
        "90",
        "91", "92", "93", "94", "95", "98",
    ]

    /// Reads a number in digits of any script, with `+`, `00`, `0` or nothing before it.
    ///
    /// - Returns: `nil` for what is no whole number.
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

    /// Blanks, hyphens and dashes, marks of direction, dots, slashes and brackets.
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

    /// As it is kept where it has to be known for a moment longer.
    var text: String { country.map { "+\($0)\(national)" } ?? "0\(national)" }
}
