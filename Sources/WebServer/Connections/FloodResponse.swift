import HTTPTypes
import HelpDesk
import Hummingbird
import Logging
import Metrics
import NIOCore

/// The answer to a call for help that is one too many, given where its connection brings it.
///
/// In a flood most are sent away. On the way to the router and back each of them would take so much of the processor that
/// those who are accepted would wait for seconds.
struct FloodResponse {
    private(set) var head: HTTPResponse
    let body: ByteBuffer
    /// Whether the client wants the connection to end with it.
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

    /// Whether a call for help is answered so. What a browser has sent is answered by the router: people get a page, and
    /// scripts of other origins get further headers.
    static func isPossible(to request: HTTPRequest) -> Bool {
        request.path?.hasPrefix("/v1/") == true && request.headerFields[.origin] == nil
    }

    /// - Parameters:
    ///   - request: to which it is possible.
    ///   - logger: is told of a flood that has just begun.
    /// - Returns: `nil` for a path that JSON cannot express.
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
