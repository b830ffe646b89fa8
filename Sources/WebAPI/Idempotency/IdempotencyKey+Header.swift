import Administration
import Crypto
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import NIOCore
import WebEncoding
import WebServer

/// The `Idempotency-Key` header of a request, with a fingerprint of the request.
///
/// The header is a structured-field string (draft-ietf-httpapi-idempotency-key-header-07): `"8e03978e"`. A bare
/// `8e03978e` is accepted as well, and is the same key.
extension IdempotencyKey {
    static let field = HTTPField.Name("Idempotency-Key")!
    static let maximumLength = 200

    /// Combines the credential's id, which has no spaces, with the client's key, so that clients cannot use each
    /// other's keys.
    ///
    /// The fingerprint is the SHA-256, in hex, of method, path and body.
    ///
    /// - Returns: `nil` if the request has no such header.
    /// - Throws: `Problem` if the header is not a valid key.
    init?(_ request: Request, body: ByteBuffer, credential: Credential) throws {
        let fields = request.headers[values: Self.field]
        guard let first = fields.first else { return nil }
        guard fields.count == 1 else { throw Problem.invalidIdempotencyKey("is given more than once") }
        let scoped = "\(credential.id) \(try Self.key(in: first))"
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        body.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        self.init(scoped, fingerprint: hash.finalize().hexadecimal)
    }

    /// - Parameter field: the header's value.
    /// - Throws: `Problem` unless it is 1 to 200 visible ASCII characters, in quotes or bare.
    static func key(in field: String) throws -> String {
        var bytes = Array(field.utf8)
        if bytes.first == UInt8(ascii: "\"") { bytes = try unquoted(bytes) }
        guard (1...maximumLength).contains(bytes.count), bytes.allSatisfy(\.isVisibleASCII) else {
            throw Problem.invalidIdempotencyKey(
                "must be 1 to \(maximumLength) visible ASCII characters, such as a UUID")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Unquotes a string (RFC 9651, section 4.2.5): only quote and backslash are escaped.
    ///
    /// Parameters after it are ignored.
    private static func unquoted(_ bytes: [UInt8]) throws -> [UInt8] {
        var key: [UInt8] = []
        var index = 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                guard index == bytes.count - 1 || bytes[index + 1] == UInt8(ascii: ";") else {
                    throw Problem.invalidIdempotencyKey("goes on after its closing quote")
                }
                return key
            }
            if byte == UInt8(ascii: "\\") {
                index += 1
                guard index < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(bytes[index]) else {
                    throw Problem.invalidIdempotencyKey("has a backslash before something that needs none")
                }
            }
            key.append(bytes[index])
            index += 1
        }
        throw Problem.invalidIdempotencyKey("has no closing quote")
    }
}
