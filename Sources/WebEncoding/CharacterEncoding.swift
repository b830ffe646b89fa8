import Glibc

/// Text of a declared character encoding, made UTF-8.
///
/// Windows CRMs in Iran and the Arab countries send windows-1256, many libraries name ISO-8859-1 unasked, and PowerShell
/// and SharePoint put byte order marks before what they send, sometimes two.
public enum CharacterEncoding {
    /// Why bytes are no text.
    public enum Failure: Error, Sendable, Equatable {
        /// Nobody here knows an encoding of that name.
        case unknown(String)
        /// The bytes are not of that encoding.
        case malformed(String)
        /// It would be longer than it may.
        case tooLong
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let maximumNameLength = 40

    /// The text in UTF-8 without byte order marks before it.
    ///
    /// A byte order mark of UTF-16 counts for more than what is declared. Text that is declared to be ISO-8859-1 and is
    /// UTF-8 all the same stays as it is: RFC 8259, section 8.1, knows no other encoding, and that name is given unasked.
    ///
    /// - Parameters:
    ///   - bytes: as they came.
    ///   - charset: the name in `Content-Type`, in any case (RFC 2978); UTF-8 where there is none.
    ///   - limit: how many bytes of UTF-8 it may become.
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

    /// The same for JSON, which is UTF-8 (RFC 8259, section 8.1): what is, is believed over what its sender says of it. A NUL
    /// is no part of it, but half of a letter of UTF-16.
    ///
    /// - Throws: ``Failure``.
    public static func utf8(
        ofJSON bytes: [UInt8], charset: String?, upTo limit: Int
    ) throws(Failure) -> [UInt8] {
        let isUTF8 = !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        return try utf8(bytes, charset: isUTF8 ? nil : charset, upTo: limit)
    }

    /// The bytes as UTF-8, whatever stands before them; without byte order marks of UTF-8.
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
        // No encoding that glibc knows makes more than four bytes of one.
        let capacity = min(bytes.count * 4 + 16, limit)
        var input = bytes.map { CChar(bitPattern: $0) }
        var code: Int32 = 0
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = input.withUnsafeMutableBufferPointer { input in
                var (from, left) = (input.baseAddress, input.count)
                return buffer.withMemoryRebound(to: CChar.self) { output in
                    var (into, room) = (output.baseAddress, output.count)
                    // `(size_t)-1`, which Swift has as an Int. The second call gives what is kept back because it might be
                    // composed with a letter to come (iconv(3)).
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

    /// A name, and not one of the encodings that switch between sets: nobody posts them, and their converters have had
    /// holes (CVE-2024-2961).
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
