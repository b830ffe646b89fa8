import Glibc

/// Makes UTF-8 of texts in the encodings that their senders declare.
enum TextEncoding {
    struct Flaw: Error, Equatable {
        /// Such as `not windows-1256`.
        let problem: String
    }

    /// What a text may begin with, and what it then is; the longer ones first.
    static let byteOrderMarks: [(bytes: [UInt8], name: String)] = [
        ([0x00, 0x00, 0xFE, 0xFF], "UTF-32BE"), ([0xFF, 0xFE, 0x00, 0x00], "UTF-32LE"), ([0xFE, 0xFF], "UTF-16BE"),
        ([0xFF, 0xFE], "UTF-16LE"), ([0xEF, 0xBB, 0xBF], "UTF-8"),
    ]

    /// The `charset` of a `Content-Type` (RFC 9110, section 8.3.2), as in `text/csv; charset="windows-1256"`.
    static func declared(inContentType type: String?) -> String? {
        guard let type, let match = type.firstMatch(of: /(?i);\s*charset\s*=\s*"?([a-z0-9][a-z0-9._-]*)"?/) else {
            return nil
        }
        return String(match.output.1)
    }

    /// A text in UTF-8, without a byte order mark.
    ///
    /// - Parameters:
    ///   - declared: what the sender says; a byte order mark counts for more, and without either it is UTF-8.
    ///   - limit: the most bytes that may come out.
    static func utf8(_ bytes: [UInt8], declared: String?, atMost limit: Int) throws(Flaw) -> [UInt8] {
        if let (mark, name) = byteOrderMarks.first(where: { bytes.starts(with: $0.bytes) }) {
            return try utf8(bytes[mark.count...], from: name, atMost: limit)
        }
        return try utf8(bytes[...], from: declared ?? "UTF-8", atMost: limit)
    }

    /// - Parameter name: an encoding that iconv knows.
    static func utf8(_ bytes: ArraySlice<UInt8>, from name: String, atMost limit: Int) throws(Flaw) -> [UInt8] {
        guard !["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(name.uppercased()) else {
            guard String(validating: bytes, as: UTF8.self) != nil else { throw Flaw(problem: "not UTF-8") }
            return Array(bytes)
        }
        guard let conversion = iconv_open("UTF-8", name), conversion != iconv_t(bitPattern: -1) else {
            throw Flaw(problem: "in the encoding \(name.prefix(40)), which is not known here")
        }
        defer { iconv_close(conversion) }
        // No encoding that glibc knows makes more than four bytes of one.
        let capacity = min(bytes.count * 4 + 16, limit)
        var input = bytes.map { CChar(bitPattern: $0) }
        var code: Int32 = 0
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = input.withUnsafeMutableBufferPointer { input in
                var (from, left) = (input.baseAddress, input.count)
                return buffer.withMemoryRebound(to: CChar.self) { output in
                    var (into, room) = (output.baseAddress, output.count)
                    if iconv(conversion, &from, &left, &into, &room) == .max { code = errno }
                    return output.count - room
                }
            }
        }
        guard code != E2BIG else { throw Flaw(problem: "longer than \(limit) bytes") }
        guard code == 0 else { throw Flaw(problem: "not \(name.prefix(40))") }
        return output
    }
}
