import HTTPTypes
import Hummingbird
public import HummingbirdCore
public import NIOCore

extension Request {
    /// Reads a body that ought to be JSON.
    ///
    /// - Parameter limit: in bytes.
    /// - Throws: `Problem` when it is announced as something else, or is too large.
    public func jsonBody(upTo limit: Int) async throws -> ByteBuffer {
        if let type = headers[.contentType], !Self.isJSON(type) { throw Problem.unsupportedMediaType(type) }
        return try await body(upTo: limit)
    }

    /// Reads a body of whatever kind.
    ///
    /// - Parameter limit: in bytes.
    /// - Throws: `Problem` when it is too large.
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

    private static func isJSON(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}
