/// How a language says a whole number, for languages whose numbers are hundreds, tens and ones in a row: Persian
/// `هزار و چهارصد و دو`.
public struct NumberWords: Sendable, Equatable {
    /// Zero to nineteen.
    public var ones: [String]
    /// Twenty, thirty, up to ninety.
    public var tens: [String]
    /// One hundred, two hundred, up to nine hundred.
    public var hundreds: [String]
    /// Thousand, million, and so on. A single thousand is said without its one.
    public var powers: [String]
    /// Between the parts, with its spaces.
    public var joiner: String
    /// Between a whole number and its decimals, with its spaces.
    public var point: String
    /// Between the two ends of `10-12`, with its spaces; `nil` leaves the hyphen.
    public var range: String?
    /// What is written between thousands.
    public var groupMarks: Set<Unicode.Scalar>
    /// What is written before decimals.
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

    /// - Parameter digits: ASCII digits.
    /// - Returns: the number in words, or its digits one by one where it is larger than there are words for.
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

    /// - Parameter separator: between two digits.
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

    /// 1,000 to the power of `groups + 1`.
    private static func limit(_ groups: Int) -> Int {
        (0..<groups + 1).reduce(1) { product, _ in product * 1_000 }
    }
}
