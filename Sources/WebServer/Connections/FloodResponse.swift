import HTTPTypes
import HelpDesk
import Hummingbird
import Logging
import Metrics
import NIOCore

/// The answer to a call for help that is one too many, given where its connection brings it.
///
/// In a flood most are sent away. On the way to the router and back each of them would take so much of the processor that those
/// who are accepted would wait for seconds.
struct FloodResponse {
    let head: HTTPResponse
    let body: ByteBuffer
    /// Whether the client wants the connection to end with it.
    let isLast: Bool

    /// - Parameter logger: is told of a flood that has just begun.
    /// - Returns: `nil` for what a browser has sent, which the router answers: people get a page, and scripts of other origins
    ///   further headers.
    init?(to request: HTTPRequest, _ overload: HelpAdmission.Overload, logger: Logger) {
        guard let path = request.path?.prefix(while: { $0 != "?" }), path.hasPrefix("/v1/"),
            request.headerFields[.origin] == nil, let body = try? Problem.overloaded.body(path: String(path))
        else { return nil }
        overload.report(to: logger)
        Timer(
            label: "helpbridge_http_request_seconds",
            dimensions: [("method", request.method.rawValue), ("status", "\(Problem.overloaded.status.code)")]
        ).record(duration: .zero)
        var fields = Problem.overloaded.headers
        fields[.contentType] = "application/problem+json"
        fields[.contentLength] = "\(body.readableBytes)"
        fields[.cacheControl] = "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.server] = WebApplication.name
        fields[WebResponder.requestID] = RequestID().description
        head = HTTPResponse(status: Problem.overloaded.status, headerFields: fields)
        self.body = body
        isLast = request.headerFields[.connection]?.lowercased() == "close"
    }
}
