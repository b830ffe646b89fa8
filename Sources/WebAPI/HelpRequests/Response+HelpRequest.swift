import HTTPTypes
import HelpDesk
import Hummingbird
import WebServer

extension Response {
    /// A help request, with the address where its state is found.
    static func helpRequest(_ request: HelpRequest, status: HTTPResponse.Status) throws -> Response {
        helpRequest(request.id, try ResponseJSON.bytes(request), status: status)
    }

    /// - Parameter body: the request's JSON as it was written earlier.
    static func helpRequest(_ id: HelpRequestID, _ body: [UInt8], status: HTTPResponse.Status) -> Response {
        var response = Response.json(bytes: body, status: status)
        response.headers[.location] = "/v1/help-requests/\(id)"
        return response
    }

    /// The answer to a request that was just made, in the very words that a repetition will get.
    static func accepted(_ request: HelpRequest, _ firstAnswer: FirstAnswer) throws -> Response {
        // The request may have moved on since its record was made.
        guard let record = firstAnswer.committed else { return try helpRequest(request, status: .accepted) }
        return helpRequest(record.request, Array(record.response.utf8), status: .accepted)
    }
}
