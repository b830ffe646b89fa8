extension String {
    /// The string as the bridge stores an extension, a request code or an id, however it was typed, copied or exported.
    ///
    /// White space and invisible characters around it and direction marks within it are removed, and its digits become
    /// `0` to `9`.
    ///
    /// Persian and Arabic keyboards have their own digits, East Asian ones have fullwidth forms; address books and
    /// right-to-left pages put direction marks around a number (Unicode Standard Annex 9). Everything else stays:
    /// callers decide whether the result is a number.
    public var plainNumber: String {
        // Nearly all strings are plain already.
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
    /// Whether the scalar is white space or a format character, which has no width.
    ///
    /// This includes joiners, since there is nothing to join.
    fileprivate var isBlank: Bool { properties.isWhitespace || properties.generalCategory == .format }

    /// Whether the scalar is a direction mark, embedding, override or isolate, or a zero-width character used with
    /// them.
    ///
    /// Not U+200C and U+200D, which Persian is written with.
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
