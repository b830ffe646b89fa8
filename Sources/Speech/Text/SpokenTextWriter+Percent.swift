/// Percent signs.
extension SpokenTextWriter {
    static let percentSigns: Set<Unicode.Scalar> = ["%", "٪"]
    /// The characters that join the digits of one number, or two numbers that share a sign: `٪۲٫۵`, `٪۱۰-۲۰`.
    private static let joints: Set<Unicode.Scalar> = hyphens.union([".", ",", "٫", "٬", "/"])

    /// Moves a percent sign directly before its number, which is common in Persian and Arabic, to after the number,
    /// where it is said. It stays if the voice has no words for the sign: Turkish says *yüzde* before the number.
    static func withPercentBehind(_ tokens: [TextToken], rules: TextPreparation) -> [TextToken] {
        guard percentSigns.contains(where: { rules.symbols[$0] != nil }) else { return tokens }
        var tokens = tokens
        for start in tokens.indices.dropLast() {
            guard case .mark(let sign) = tokens[start], percentSigns.contains(sign), rules.symbols[sign] != nil,
                tokens[start + 1].number != nil, start == 0 || tokens[start - 1].number == nil
            else { continue }
            var last = start + 1
            while last + 2 < tokens.count, case .mark(let joint) = tokens[last + 1], joints.contains(joint),
                tokens[last + 2].number != nil
            {
                last += 2
            }
            tokens.remove(at: start)
            tokens.insert(.mark(sign), at: last)
        }
        return tokens
    }
}
