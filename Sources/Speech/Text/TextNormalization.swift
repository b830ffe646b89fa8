import Foundation

/// Gives one text one form, whichever keyboard, CRM or telephone wrote it: composed letters (Unicode's NFC), ordinary
/// letters for ligatures and for styled ones (NFKC), and nothing that has no sound.
enum TextNormalization {
    /// What NFKC would make another number or word of: of `2½` twenty-one halves, of `10²` 102, and of `Mª` *ma*.
    private static let whole = Set("½¼¾⅓⅔⅛⅜⅝⅞¹²³⁴⁵⁶⁷⁸⁹⁰ªº№".unicodeScalars)
    /// Symbols that are said.
    private static let spoken: Set<Unicode.Scalar> = ["°", "№"]

    static func apply(to text: String) -> String {
        // Most names in Latin letters, and nothing to be done to them.
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var scalars = String.UnicodeScalarView()
        var hasGap = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .otherSymbol where !spoken.contains(scalar):
                // An emoji, for which espeak-ng would say its name. It may be all that stands between two words.
                hasGap = true
                continue
            case _ where scalar.isUnspoken: continue
            default: break
            }
            if hasGap, let last = scalars.last, last != " ", scalar != " " { scalars.append(" ") }
            if hasGap, scalar == " ", scalars.last == " " || scalars.isEmpty { continue }
            hasGap = false
            scalars.append(scalar)
        }
        return withDoublingFirst(compatible(scalars))
    }

    private static func compatible(_ scalars: String.UnicodeScalarView) -> String {
        var text = ""
        var rest = scalars[...]
        while let index = rest.firstIndex(where: whole.contains) {
            text += String(rest[..<index]).precomposedStringWithCompatibilityMapping
            text.unicodeScalars.append(rest[index])
            rest = rest[rest.index(after: index)...]
        }
        return text + String(rest).precomposedStringWithCompatibilityMapping
    }

    /// Unicode's order puts a vowel sign before the shadda, which espeak-ng spells then: `محمَّد` as "mahamatashdidd".
    private static func withDoublingFirst(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == shadda }) else { return text }
        var scalars = Array(text.unicodeScalars)
        for index in scalars.indices.dropFirst()
        where scalars[index] == shadda && (0x64B...0x650).contains(scalars[index - 1].value) {
            scalars.swapAt(index - 1, index)
        }
        var ordered = String.UnicodeScalarView()
        ordered.append(contentsOf: scalars)
        return String(ordered)
    }

    private static let shadda: Unicode.Scalar = "\u{651}"
}

extension Unicode.Scalar {
    /// Parts of an emoji that are no symbols themselves, and formatting characters other than the zero-width non-joiner.
    fileprivate var isUnspoken: Bool {
        switch value {
        case 0x200C: false
        // Variation selectors, the frame of a keycap, tones of skin.
        case 0xFE00...0xFE0F, 0x20E3, 0x1F3FB...0x1F3FF: true
        default: properties.generalCategory == .format
        }
    }
}
