/// A voice's replacements for written text: Persian letters for Arabic ones, digits of another script, words that the
/// engine mispronounces.
///
/// A written form of several characters whose first letter has case, such as `Ms.`, matches only at the beginning of a
/// word.
public struct TextReplacements: Sendable, Equatable {
    private struct Rule: Sendable, Equatable {
        let written: [Unicode.Scalar]
        let spoken: String

        /// Whether the rule applies at the start of `rest`, which follows `preceding`.
        func matches(_ rest: ArraySlice<Unicode.Scalar>, after preceding: Unicode.Scalar?) -> Bool {
            guard rest.starts(with: written) else { return false }
            guard written.count > 1, written[0].properties.isCased, let preceding else { return true }
            return !preceding.properties.isAlphabetic
        }
    }

    /// The rules by the first scalar of the written form, longest first.
    private let rules: [Unicode.Scalar: [Rule]]

    /// - Parameter replacements: the written forms (not empty), and what is said for each.
    public init(_ replacements: [String: String] = [:]) {
        var rules: [Unicode.Scalar: [Rule]] = [:]
        for (written, spoken) in replacements {
            let written = Array(TextNormalization.apply(to: written).unicodeScalars)
            guard let first = written.first else { continue }
            rules[first, default: []].append(Rule(written: written, spoken: spoken))
        }
        self.rules = rules.mapValues { $0.sorted { $0.written.count > $1.written.count } }
    }

    /// Replaces from left to right, the longest match first; replaced text is not scanned again.
    func apply(to text: String) -> String {
        guard !rules.isEmpty else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let preceding = index > 0 ? scalars[index - 1] : nil
            let rule = rules[scalars[index]]?.first { $0.matches(scalars[index...], after: preceding) }
            if let rule {
                result.append(contentsOf: rule.spoken.unicodeScalars)
                index += rule.written.count
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return String(result)
    }
}
