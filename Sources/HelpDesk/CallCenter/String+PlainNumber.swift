extension String {
    /// An extension, a request code or an id as the bridge keeps it, however it was typed, copied or exported: without white
    /// space and invisible characters around it and without marks of direction in it, its digits those from `0` to `9`.
    ///
    /// Persian and Arabic keyboards have digits of their own, East Asian ones fullwidth forms; address books, and pages
    /// that are written from right to left, put marks of direction around a number (Unicode Standard Annex 9). All else
    /// stays: whether it is a number is for others to say.
    public var plainNumber: String {
        // Nearly all are.
        if utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return self }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        var plain = String.UnicodeScalarView()
        for scalar in scalars[first...last] where !scalar.isDirectionMark { plain.append(scalar.plain) }
        return String(plain)
    }
}

extension Unicode.Scalar {
    /// White space, or one of the format characters, which have no width: also those that join letters, where there is
    /// nothing to join.
    fileprivate var isBlank: Bool { properties.isWhitespace || properties.generalCategory == .format }

    /// Marks, embeddings, overrides and isolates, and the characters of no width beside them. Not U+200C and U+200D, which
    /// Persian is written with.
    fileprivate var isDirectionMark: Bool {
        switch value {
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    fileprivate var plain: Unicode.Scalar {
        if properties.numericType == .decimal, let number = properties.numericValue {
            return Unicode.Scalar(UInt8(ascii: "0") + UInt8(number))
        }
        // The fullwidth + * #, in the same order as in ASCII.
        switch value {
        case 0xFF03, 0xFF0A, 0xFF0B: return Unicode.Scalar(UInt8(value - 0xFEE0))
        default: return self
        }
    }
}
