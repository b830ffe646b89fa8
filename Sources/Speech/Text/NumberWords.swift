/// A language's words for whole numbers, for languages that say hundreds, tens and ones in sequence: Persian
/// `هزار و چهارصد و دو`.
public struct NumberWords: Sendable, Equatable {
    /// The words for zero to nineteen.
    public var ones: [String]
    /// The words for twenty, thirty, up to ninety.
    public var tens: [String]
    /// The words for one hundred, two hundred, up to nine hundred.
    public var hundreds: [String]
    /// The words for thousand, million, and so on. A single thousand is said without "one".
    public var powers: [String]
    /// The joiner between the parts, including spaces.
    public var joiner: String
    /// The word between a whole number and its decimals, including spaces.
    public var point: String
    /// The word between the ends of a range such as `10-12`, including spaces; `nil` leaves the hyphen.
    public var range: String?
    /// The written separators of thousands.
    public var groupMarks: Set<Unicode.Scalar>
    /// The written decimal separators.
    public var decimalMarks: Set<Unicode.Scalar>

    public init(
        ones: [String], tens: [String], hundreds: [String], powers: [String], joiner: String, point: String,
        range: String? = nil, groupMarks: Set<Unicode.Scalar> = [",", "٬"],
        decimalMarks: Set<Unicode.Scalar> = [".", "٫"]
    ) {
        self.ones = ones
        self.tens = tens
        self.hundreds = hundreds
        self.powers = powers
        self.joiner = joiner
        self.point = point
        self.range = range
        self.groupMarks = groupMarks
        self.decimalMarks = decimalMarks
    }

    /// - Parameter digits: the ASCII digits.
    /// - Returns: the number in words, or its digits one by one if it is too large for the words.
    func words(_ digits: String) -> String {
        guard let number = Int(digits), number < Self.limit(powers.count) else { return digitByDigit(digits, " ") }
        guard number > 0 else { return ones[0] }
        var parts: [String] = []
        for power in stride(from: powers.count, through: 0, by: -1) {
            let group = number / Self.limit(power - 1) % 1_000
            guard group > 0 else { continue }
            switch power {
            case 0: parts += below1000(group)
            case 1 where group == 1: parts.append(powers[0])
            default: parts.append(below1000(group).joined(separator: joiner) + " " + powers[power - 1])
            }
        }
        return parts.joined(separator: joiner)
    }

    /// - Parameter separator: the separator between two digits.
    func digitByDigit(_ digits: String, _ separator: String) -> String {
        digits.utf8.map { ones[Int($0 - UInt8(ascii: "0"))] }.joined(separator: separator)
    }

    private func below1000(_ number: Int) -> [String] {
        var parts: [String] = []
        if number >= 100 { parts.append(hundreds[number / 100 - 1]) }
        let rest = number % 100
        switch rest {
        case 0: break
        case 1..<20: parts.append(ones[rest])
        default:
            parts.append(tens[rest / 10 - 2])
            if rest % 10 > 0 { parts.append(ones[rest % 10]) }
        }
        return parts
    }

    /// Returns 1,000 to the power of `groups + 1`.
    private static func limit(_ groups: Int) -> Int {
        (0..<groups + 1).reduce(1) { product, _ in product * 1_000 }
    }
}
