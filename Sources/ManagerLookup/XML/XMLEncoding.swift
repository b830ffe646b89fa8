import WebEncoding

/// Finds out how a document is encoded, and makes UTF-8 of it, before anybody looks for what must not be in it.
enum XMLEncoding {
    private static let byteOrderMarks: [(bytes: [UInt8], name: String)] = [
        ([0x00, 0x00, 0xFE, 0xFF], "UTF-32BE"), ([0xFF, 0xFE, 0x00, 0x00], "UTF-32LE"), ([0xFE, 0xFF], "UTF-16BE"),
        ([0xFF, 0xFE], "UTF-16LE"), ([0xEF, 0xBB, 0xBF], "UTF-8"),
    ]
    /// How `<` and what follows looks without a mark (XML 1.0, appendix F).
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        ([0x00, 0x00, 0x00, 0x3C], "UTF-32BE"), ([0x3C, 0x00, 0x00, 0x00], "UTF-32LE"),
        ([0x00, 0x3C, 0x00], "UTF-16BE"),
        ([0x3C, 0x00], "UTF-16LE"),
    ]

    /// The document in UTF-8, without a byte order mark.
    ///
    /// - Parameter charset: what the answer's `Content-Type` says, which counts for more than the declaration (RFC 7303,
    ///   section 3).
    /// - Throws: ``ParseError`` when it is too long, not of its encoding, or in one that nobody knows.
    static func utf8(_ bytes: [UInt8], charset: String? = nil) throws(ParseError) -> [UInt8] {
        guard bytes.count <= XMLReader.Limits.bytes else { throw tooLong }
        if let (mark, name) = byteOrderMarks.first(where: { bytes.starts(with: $0.bytes) }) {
            return try convert(bytes[mark.count...], from: name)
        }
        if let (_, name) = beginnings.first(where: { bytes.starts(with: $0.bytes) }) {
            return try convert(bytes[...], from: name)
        }
        if let charset {
            // Web servers are told to name an encoding for all that they send; what is UTF-8 is no text in any other.
            let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
            if !isUTF8 || ["utf-8", "utf8"].contains(charset.lowercased()) {
                return try convert(bytes[...], from: charset)
            }
        }
        // One that says UTF-16 in bytes that are none is in UTF-8: some programs' habit.
        let declared = declared(in: bytes).flatMap { $0.uppercased().hasPrefix("UTF-") ? nil : $0 }
        return try convert(bytes[...], from: declared ?? "UTF-8")
    }

    /// The name behind `encoding=` in the declaration.
    private static func declared(in bytes: [UInt8]) -> String? {
        let start = bytes.prefix(256)
        guard start.starts(with: Array("<?xml".utf8)), let end = start.firstRange(of: Array("?>".utf8)) else {
            return nil
        }
        let declaration = String(decoding: start[..<end.lowerBound], as: UTF8.self)
        return declaration.firstMatch(of: /\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/).map { String($0.1) }
    }

    private static func convert(_ bytes: ArraySlice<UInt8>, from name: String) throws(ParseError) -> [UInt8] {
        do throws(CharacterEncoding.Failure) {
            return try CharacterEncoding.converted(bytes, from: name, upTo: XMLReader.Limits.bytes)
        } catch {
            switch error {
            case .unknown(let name):
                throw ParseError(problem: "XML in the encoding \(name), which is not known here")
            case .malformed(let name): throw ParseError(problem: "not \(name)")
            case .tooLong: throw tooLong
            }
        }
    }

    private static var tooLong: ParseError {
        ParseError(problem: "XML of more than \(XMLReader.Limits.bytes) bytes")
    }
}
