import CZlib

/// The content codings of a body (RFC 9110, section 8.4.1): decodes `gzip` and `deflate`, encodes `gzip`.
public enum ContentCoding {
    /// The reason why a body cannot be decoded.
    public enum Failure: Error, Sendable, Equatable {
        /// A coding other than `gzip`, `deflate` or `identity`, or several.
        case unknown(String)
        case malformed(String)
        /// The decoded body exceeds the limit.
        case tooLarge
    }

    /// The largest window, plus 32 to detect gzip or zlib automatically (zlib.h, `inflateInit2`).
    private static let windowBits: Int32 = 15 + 32
    private static let piece = 64 * 1024

    /// - Parameters:
    ///   - bytes: the received bytes.
    ///   - coding: the value of `Content-Encoding`; `nil` if there is none.
    ///   - limit: the maximum size of the result, in bytes: a small body can expand to a very large one.
    /// - Throws: ``Failure``.
    public static func decoded(
        _ bytes: [UInt8], coding: String?, upTo limit: Int
    ) throws(Failure) -> [UInt8] {
        switch (coding ?? "").lowercased().filter({ $0 != " " && $0 != "\t" }) {
        case "", "identity": return bytes
        case "gzip", "x-gzip", "deflate": return try inflated(bytes, upTo: limit)
        case let other: throw .unknown(String(other.prefix(40)))
        }
    }

    private static func inflated(_ bytes: [UInt8], upTo limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .malformed("zlib cannot be used")
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output: [UInt8] = []
        let end = input.withUnsafeMutableBufferPointer { source -> Int32 in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            var result = Z_OK
            // One byte above the limit is enough to detect that the result is too large.
            while result == Z_OK, output.count <= limit {
                let room = min(piece, limit + 1 - output.count)
                let taken = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(room)
                    result = inflate(&stream, Z_NO_FLUSH)
                    count = room - Int(stream.avail_out)
                }
                output += taken
            }
            return result
        }
        guard output.count <= limit else { throw .tooLarge }
        guard end == Z_STREAM_END, stream.avail_in == 0 else {
            throw .malformed(end == Z_BUF_ERROR || end == Z_OK ? "cut short" : "not what its Content-Encoding says")
        }
        return output
    }
}
