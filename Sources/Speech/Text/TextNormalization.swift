import Foundation

/// The normal form of a text, regardless of the keyboard, CRM or telephone it came from: composed letters (Unicode's
/// NFC), ordinary letters for ligatures and styled ones (NFKC), and no silent characters.
enum TextNormalization {
    /// The characters that NFKC would turn into another number or word: `2½` into twenty-one halves, `10²` into 102,
    /// and `Mª` into *ma*.
    private static let whole = Set("½¼¾⅓⅔⅛⅜⅝⅞¹²³⁴⁵⁶⁷⁸⁹⁰ªº№".unicodeScalars)
    /// The symbols that are spoken.
    private static let spoken: Set<Unicode.Scalar> = ["°", "№"]

    static func apply(to text: String) -> String {
        // Fast path: most Latin names need no change.
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var scalars = String.UnicodeScalarView()
        var hasGap = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .otherSymbol where !spoken.contains(scalar):
                // An emoji, whose name espeak-ng would speak. It may be the only separator between two words.
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

    /// Puts the shadda before the vowel sign: in Unicode's order espeak-ng spells it, `محمَّد` as "mahamatashdidd".
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
    /// Parts of an emoji that are not symbols themselves, and formatting characters except the zero-width non-joiner.
    fileprivate var isUnspoken: Bool {
        switch value {
        case 0x200C: false
        // Variation selectors, the keycap frame, skin tones.
        case 0xFE00...0xFE0F, 0x20E3, 0x1F3FB...0x1F3FF: true
        default: properties.generalCategory == .format
        }
    }
}
