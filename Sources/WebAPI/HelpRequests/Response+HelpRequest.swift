import HTTPTypes
import HelpDesk
import Hummingbird
import WebServer

extension Response {
    /// Returns a response with a help request and the address of its state.
    ///
    /// - Parameter body: the request's JSON.
    static func helpRequest(_ id: HelpRequestID, _ body: [UInt8], status: HTTPResponse.Status) -> Response {
        var response = Response.json(bytes: body, status: status)
        response.headers[.location] = "/v1/help-requests/\(id)"
        return response
    }
}

extension Submission {
    var id: HelpRequestID {
        switch self {
        case .accepted(let request): request.id
        case .replayed(let id, _): id
        }
    }

    /// Returns the submission with its request as a viewer may see it.
    func shown(_ change: (HelpRequest) -> HelpRequest) -> Submission {
        switch self {
        case .accepted(let request): .accepted(change(request))
        case .replayed(let id, let request): .replayed(id, request.map(change))
        }
    }

    /// Returns the request's JSON; only the id if the request has been removed since.
    func body() throws -> [UInt8] {
        switch self {
        case .accepted(let request), .replayed(_, let request?): try ResponseJSON.bytes(request)
        case .replayed(let id, nil): Array(#"{"id":"\#(id)"}"#.utf8)
        }
    }
}
