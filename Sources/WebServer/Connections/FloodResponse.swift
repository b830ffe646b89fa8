import HTTPTypes
import HelpDesk
import Hummingbird
import Logging
import Metrics
import NIOCore

/// The response to a call for help beyond the limit, sent by the connection's own handler.
///
/// In a flood most calls are rejected. Passing each of them through the router would use so much processor time that
/// accepted calls would wait for seconds.
struct FloodResponse {
    private(set) var head: HTTPResponse
    let body: ByteBuffer
    /// Whether the client wants to close the connection after this response.
    let isLast: Bool

    private static let usualPath = "/v1/help-requests"
    private static let usualBody = try? Problem.overloaded.body(path: usualPath)
    private static let fields: HTTPFields = {
        var fields = Problem.overloaded.headers
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.server] = WebApplication.name
        return fields
    }()

    /// Whether a call for help can be answered here.
    ///
    /// The router answers browsers: people get a page, and scripts of other origins get additional headers.
    static func isPossible(to request: HTTPRequest) -> Bool {
        request.path?.hasPrefix("/v1/") == true && request.headerFields[.origin] == nil
    }

    /// - Parameters:
    ///   - request: a request for which ``isPossible(to:)`` is `true`.
    ///   - logger: logs the start of a flood.
    /// - Returns: `nil` if JSON cannot express the path.
    init?(to request: HTTPRequest, _ overload: HelpAdmission.Overload, logger: Logger) {
        guard let path = request.path?.prefix(while: { $0 != "?" }), let body = Self.body(path: path) else {
            return nil
        }
        overload.report(to: logger)
        HTTPRequestTimer.answered(request.method, Problem.overloaded.status).record(duration: .zero)
        head = HTTPResponse(status: Problem.overloaded.status, headerFields: Self.fields)
        head.headerFields[.contentLength] = "\(body.readableBytes)"
        head.headerFields[WebResponder.requestID] = RequestID().description
        self.body = body
        isLast = request.headerFields[.connection]?.lowercased() == "close"
    }

    private static func body(path: Substring) -> ByteBuffer? {
        path == usualPath ? usualBody : try? Problem.overloaded.body(path: String(path))
    }
}
