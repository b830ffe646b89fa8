extension CharacterEncoding {
    /// What Persian and Arabic editions of Windows save text in where nothing else is asked for.
    private static let fallback = "WINDOWS-1256"

    /// Text whose encoding nobody declares, made UTF-8 without byte order marks: a list that was saved by a spreadsheet.
    ///
    /// Excel saves *CSV* in the code page of Windows, which is 1256 where Persian or Arabic is spoken, *Unicode text* in
    /// UTF-16 and *CSV UTF-8* with a byte order mark; other programs leave the mark out.
    ///
    /// - Parameters:
    ///   - bytes: as they came.
    ///   - limit: how many bytes of UTF-8 it may become.
    /// - Throws: ``Failure``, for what is in none of them.
    public static func utf8(guessing bytes: [UInt8], upTo limit: Int) throws(Failure) -> [UInt8] {
        try utf8(bytes, charset: charset(guessing: bytes), upTo: limit)
    }

    private static func charset(guessing bytes: [UInt8]) -> String {
        // The code page has no zeros in a text, and UTF-8 neither; in UTF-16 commas, digits and line ends have one each.
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
