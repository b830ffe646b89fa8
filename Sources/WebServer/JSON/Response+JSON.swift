public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
    /// - Throws: `EncodingError`.
    public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        .json(bytes: try ResponseJSON.bytes(value), status: status)
    }

    /// - Parameter bytes: the JSON in UTF-8.
    public static func json(bytes: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
