import WebEncoding

/// Detects a document's encoding and converts it to UTF-8 before any validation.
enum XMLEncoding {
    private static let byteOrderMarks: [(bytes: [UInt8], name: String)] = [
        ([0x00, 0x00, 0xFE, 0xFF], "UTF-32BE"), ([0xFF, 0xFE, 0x00, 0x00], "UTF-32LE"), ([0xFE, 0xFF], "UTF-16BE"),
        ([0xFF, 0xFE], "UTF-16LE"), ([0xEF, 0xBB, 0xBF], "UTF-8"),
    ]
    /// The first bytes of a document without a byte order mark (XML 1.0, appendix F).
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        ([0x00, 0x00, 0x00, 0x3C], "UTF-32BE"), ([0x3C, 0x00, 0x00, 0x00], "UTF-32LE"),
        ([0x00, 0x3C, 0x00], "UTF-16BE"),
        ([0x3C, 0x00], "UTF-16LE"),
    ]

    /// Returns the document in UTF-8, without a byte order mark.
    ///
    /// - Parameter charset: the charset of the response's `Content-Type`, which takes precedence over the declaration
    ///   (RFC 7303, section 3).
    /// - Throws: ``ParseError`` if the document is too long, invalid in its encoding, or in an unknown encoding.
    static func utf8(_ bytes: [UInt8], charset: String? = nil) throws(ParseError) -> [UInt8] {
        guard bytes.count <= XMLReader.Limits.bytes else { throw tooLong }
        if let (mark, name) = byteOrderMarks.first(where: { bytes.starts(with: $0.bytes) }) {
            return try convert(bytes[mark.count...], from: name)
        }
        if let (_, name) = beginnings.first(where: { bytes.starts(with: $0.bytes) }) {
            return try convert(bytes[...], from: name)
        }
        if let charset {
            // Web servers often name one encoding for all that they send, but valid UTF-8 is hardly text in any other.
            let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
            if !isUTF8 || ["utf-8", "utf8"].contains(charset.lowercased()) {
                return try convert(bytes[...], from: charset)
            }
        }
        // A declaration of UTF-16 in bytes that are not UTF-16 means UTF-8: some programs write that.
        let declared = declared(in: bytes).flatMap { $0.uppercased().hasPrefix("UTF-") ? nil : $0 }
        return try convert(bytes[...], from: declared ?? "UTF-8")
    }

    /// Returns the name after `encoding=` in the declaration.
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
