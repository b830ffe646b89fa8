extension CharacterEncoding {
    /// The default text encoding of Persian and Arabic editions of Windows.
    private static let fallback = "WINDOWS-1256"

    /// Converts text without a declared encoding, such as a list saved by a spreadsheet, to UTF-8 without byte order
    /// marks.
    ///
    /// Excel saves *CSV* in the Windows code page, which is 1256 for Persian and Arabic, *Unicode text* in UTF-16, and
    /// *CSV UTF-8* with a byte order mark; other programs omit the mark.
    ///
    /// - Parameters:
    ///   - bytes: the received bytes.
    ///   - limit: the maximum size of the result, in bytes of UTF-8.
    /// - Throws: ``Failure`` if the text is in none of these encodings.
    public static func utf8(guessing bytes: [UInt8], upTo limit: Int) throws(Failure) -> [UInt8] {
        try utf8(bytes, charset: charset(guessing: bytes), upTo: limit)
    }

    private static func charset(guessing bytes: [UInt8]) -> String {
        // Text in the code page or UTF-8 has no zeros; in UTF-16, commas, digits and line ends contain a zero each.
        var zeros = (even: 0, odd: 0)
        for (index, byte) in bytes.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        if zeros.even + zeros.odd > 0, bytes.count.isMultiple(of: 2) {
            return zeros.odd > zeros.even ? "UTF-16LE" : "UTF-16BE"
        }
        return String(validating: bytes, as: UTF8.self) == nil ? fallback : "UTF-8"
    }
}
