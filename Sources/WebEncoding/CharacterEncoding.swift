import Glibc

/// The conversion of text in a declared character encoding to UTF-8.
///
/// Windows CRMs in Iran and Arab countries send windows-1256, many libraries declare ISO-8859-1 by default, and
/// PowerShell and SharePoint put byte order marks at the start, sometimes two.
public enum CharacterEncoding {
    /// The reason why bytes are not valid text.
    public enum Failure: Error, Sendable, Equatable {
        /// The encoding's name is unknown.
        case unknown(String)
        /// The bytes are not valid in that encoding.
        case malformed(String)
        /// The text exceeds the limit.
        case tooLong
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let maximumNameLength = 40

    /// Converts text to UTF-8 without leading byte order marks.
    ///
    /// A UTF-16 byte order mark takes precedence over the declared encoding. Text declared as ISO-8859-1 that is valid
    /// UTF-8 is left unchanged: RFC 8259, section 8.1, allows no other encoding, and that name is often a default.
    ///
    /// - Parameters:
    ///   - bytes: the received bytes.
    ///   - charset: the name in `Content-Type`, in any case (RFC 2978); UTF-8 if `nil`.
    ///   - limit: the maximum size of the result, in bytes of UTF-8.
    /// - Throws: ``Failure``.
    public static func utf8(
        _ bytes: [UInt8], charset: String?, upTo limit: Int
    ) throws(Failure) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) { return try converted(bytes[2...], from: "UTF-16LE", upTo: limit) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try converted(bytes[2...], from: "UTF-16BE", upTo: limit) }
        let name = charset ?? "UTF-8"
        let isUnasked = ["iso-8859-1", "latin1", "us-ascii", "ascii"].contains(name.lowercased())
        if isUnasked, String(validating: bytes, as: UTF8.self) != nil {
            return try converted(bytes[...], from: "UTF-8", upTo: limit)
        }
        return try converted(bytes[...], from: name, upTo: limit)
    }

    /// Converts JSON to UTF-8 like ``utf8(_:charset:upTo:)``, but JSON that is valid UTF-8 (RFC 8259, section 8.1) is
    /// accepted as such whatever its sender declares. A NUL is not part of JSON, but half of a UTF-16 letter.
    ///
    /// - Throws: ``Failure``.
    public static func utf8(
        ofJSON bytes: [UInt8], charset: String?, upTo limit: Int
    ) throws(Failure) -> [UInt8] {
        let isUTF8 = !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        return try utf8(bytes, charset: isUTF8 ? nil : charset, upTo: limit)
    }

    /// Converts bytes to UTF-8 regardless of a leading byte order mark of UTF-16; removes byte order marks of UTF-8.
    ///
    /// - Throws: ``Failure``.
    public static func converted(
        _ bytes: ArraySlice<UInt8>, from name: String, upTo limit: Int
    ) throws(Failure) -> [UInt8] {
        let shown = String(name.prefix(maximumNameLength))
        guard !["utf-8", "utf8"].contains(name.lowercased()) else {
            let bytes = unmarked(bytes)
            guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed(shown) }
            guard bytes.count <= limit else { throw .tooLong }
            return Array(bytes)
        }
        guard isSafe(name), let conversion = iconv_open("UTF-8", name), conversion != iconv_t(bitPattern: -1) else {
            throw .unknown(shown)
        }
        defer { iconv_close(conversion) }
        // No encoding in glibc produces more than four bytes of UTF-8 from one byte.
        let capacity = min(bytes.count * 4 + 16, limit)
        var input = bytes.map { CChar(bitPattern: $0) }
        var code: Int32 = 0
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = input.withUnsafeMutableBufferPointer { input in
                var (from, left) = (input.baseAddress, input.count)
                return buffer.withMemoryRebound(to: CChar.self) { output in
                    var (into, room) = (output.baseAddress, output.count)
                    // -1 is `(size_t)-1`, an Int in Swift. The second call flushes a character that is held back
                    // because it might combine with the next (iconv(3)).
                    if iconv(conversion, &from, &left, &into, &room) == -1
                        || iconv(conversion, nil, nil, &into, &room) == -1
                    {
                        code = errno
                    }
                    return output.count - room
                }
            }
        }
        guard code != E2BIG else { throw .tooLong }
        guard code == 0 else { throw .malformed(shown) }
        return Array(unmarked(output[...]))
    }

    private static func unmarked(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while rest.starts(with: mark) { rest = rest.dropFirst(mark.count) }
        return rest
    }

    /// Whether a name is well-formed and not one of the encodings that switch between sets: they are not used on the
    /// web, and their converters have had vulnerabilities (CVE-2024-2961).
    private static func isSafe(_ name: String) -> Bool {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let name = name.lowercased()
        return isName && (1...maximumNameLength).contains(name.utf8.count)
            && !["iso-2022", "iso2022", "csiso2022", "utf-7", "utf7", "hz"].contains { name.hasPrefix($0) }
    }
}

extension CharacterEncoding.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let name): "in the encoding \(name), which is not known here; send UTF-8"
        case .malformed(let name): "not \(name)"
        case .tooLong: "too long"
        }
    }
}
