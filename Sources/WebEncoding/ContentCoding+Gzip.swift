import CZlib

/// The content coding `gzip` (RFC 9110, section 8.4.1.3), for files that are the same for every client.
///
/// Pages are not compressed: an attacker who can get text of their own into a page with a session's token could learn
/// the token from the length of the response (https://breachattack.com).
extension ContentCoding {
    /// zlib's best level; files are compressed once, at start.
    private static let level: Int32 = 9
    /// The largest window, plus 16 for gzip's own header (zlib.h, `deflateInit2`).
    private static let gzipWindowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    /// - Returns: `nil` if compression saves nothing.
    public static func gzipped(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, gzipWindowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var bytes = bytes
        // zlib runs out of room if the result would be longer.
        var encoded = [UInt8](repeating: 0, count: bytes.count)
        let isDone = bytes.withUnsafeMutableBufferPointer { source in
            encoded.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        guard isDone else { return nil }
        encoded.removeLast(Int(stream.avail_out))
        return encoded
    }

    /// Whether a client accepts gzip (RFC 9110, section 12.5.3).
    ///
    /// - Parameter header: the client's `Accept-Encoding`.
    public static func acceptsGzip(_ header: String?) -> Bool {
        (header ?? "").split(separator: ",").contains { coding in
            let parts = coding.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
            guard parts.first == "gzip" || parts.first == "*" else { return false }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            return weight.map { Double($0) ?? 0 > 0 } ?? true
        }
    }
}
