import HTTPTypes
import Hummingbird
public import HummingbirdCore
public import NIOCore
import WebEncoding

extension Request {
    /// Reads a JSON body and converts it to UTF-8 without a byte order mark.
    ///
    /// - Parameter limit: the limit in bytes.
    /// - Throws: `Problem` if the body is declared as another type or is too large.
    public func jsonBody(upTo limit: Int) async throws -> ByteBuffer {
        let type = headers[.contentType].map { MediaType($0) }
        if let type, !type.isJSON { throw Problem.unsupportedMediaType(headers[.contentType] ?? "") }
        let content = try await body(upTo: limit)
        let begins = content.getBytes(at: content.readerIndex, length: min(1, content.readableBytes))?.first ?? 0
        // A declared charset, or the first byte of a byte order mark; nearly all bodies have neither.
        guard type?.charset != nil || [0xEF, 0xFE, 0xFF].contains(begins) else { return content }
        do throws(CharacterEncoding.Failure) {
            // A byte in a legacy encoding becomes at most three in UTF-8.
            return ByteBuffer(
                bytes: try CharacterEncoding.utf8(
                    Array(content.readableBytesView), charset: type?.charset, upTo: limit * 3))
        } catch {
            guard case .unknown = error else { throw Problem.invalidJSON("it is \(error)") }
            throw Problem(.unsupportedMediaType, code: "unsupported_media_type", detail: "the body is \(error)")
        }
    }

    /// Reads a body of any kind.
    ///
    /// - Parameter limit: the limit in bytes.
    /// - Throws: `Problem` if the body is too large.
    public func body(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap(Int.init), length > limit {
            throw Problem.bodyTooLarge(limit: limit)
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit: limit)
        }
    }
}
