import Foundation

extension String {
    /// The text as lists and searches compare it, however it was typed.
    ///
    /// Arabic keyboards have a different yeh and kaf than Persian ones, digits come in three kinds, and hardly anybody
    /// cares about capitals, spaces, half-spaces (U+200C), vowel signs, hamzas and hyphens in a name.
    var folded: String {
        var folded = UnicodeScalarView()
        // Separates marks from their letters, and decomposes the presentation forms that old programs store.
        for scalar in lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar {
            case "ي", "ى", "ې": folded.append("ی")
            case "ك", "ڪ": folded.append("ک")
            // The last one remains of U+06C0, heh with a hamza above.
            case "ھ", "ہ", "ة", "\u{6D5}": folded.append("ه")
            // A lengthening between letters, and a hamza on its own.
            case "\u{640}", "\u{621}", "_", "-": break
            default:
                let properties = scalar.properties
                if properties.isWhitespace { continue }
                switch properties.generalCategory {
                case .nonspacingMark, .format: continue
                case .decimalNumber:
                    folded.append(properties.numericValue.flatMap { Unicode.Scalar(UInt8(48 + $0)) } ?? scalar)
                default: folded.append(scalar)
                }
            }
        }
        return String(folded)
    }

    /// The words of what somebody searches for, as they are compared.
    var foldedWords: [String] {
        split(whereSeparator: \.isWhitespace).map { String($0).folded }.filter { !$0.isEmpty }
    }

    /// Whether each word that somebody searches for is a part of this text, in whatever order, however both were typed.
    /// Nothing is a part of all.
    func isFound(by wanted: String) -> Bool {
        let text = folded
        return wanted.foldedWords.allSatisfy { text.contains($0) }
    }
}
