import HTTPTypes
public import Hummingbird
import NIOCore

extension Problem {
    /// - Parameter path: the request's path, without its query.
    public func response(path: String) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: try body(path: path)))
    }

    /// Returns the JSON of the response.
    ///
    /// - Parameter path: the request's path, without its query.
    func body(path: String) throws -> ByteBuffer {
        ByteBuffer(
            bytes: try ResponseJSON.bytes(
                Body(
                    title: status.reasonPhrase, status: status.code, detail: detail, code: code,
                    errors: errors.isEmpty ? nil : errors, instance: path)))
    }

    /// The members in the order of RFC 9457, section 3.1, then ours.
    private struct Body: Encodable {
        var type = "about:blank"
        var title: String
        var status: Int
        var detail: String
        var code: String
        var errors: [FieldError]?
        var instance: String
    }
}
