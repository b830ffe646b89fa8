import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `GET /v1/missed-requests`, and `PUT` and `DELETE` of `/v1/missed-requests/{id}/settlement`: requests that got no
/// help, and who settled them since.
struct MissedRequestRoutes: Sendable {
    private static let maximumBodyBytes = 8 * 1024

    let missed: MissedRequestService

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.put("{id}/settlement", use: settle)
        group.delete("{id}/settlement", use: reopen)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var reader = QueryReader(request.uri, known: ["settled", "department", "after", "limit"])
        let isSettled = reader.parsed("settled", "must be true or false") { Bool($0) } ?? false
        let department = reader.text("department")?.plainNumber
        let after = reader.parsed("after", "must be the id of a help request") { HelpRequestID($0) }
        let limit: Int = reader.number("limit", within: 1...200) ?? 50
        try reader.check()
        let page = try await withStorage(context.logger) {
            try await missed.missed(
                in: context.credential.view, department: department, isSettled: isSettled, after: after, limit: limit)
        }
        return try .json(CursorPage(items: page.requests.map(MissedRequestBody.init), next: page.next))
    }

    @Sendable
    private func settle(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var form = try JSONForm(
            try await request.jsonBody(upTo: Self.maximumBodyBytes), fields: ["note"],
            example: #"{"note":"called back"}"#)
        let note = form.text("note", longest: MissedRequestService.maximumNoteLength)
        try form.check()
        return try await answer(context, by: context.credential.id, note)
    }

    @Sendable
    private func reopen(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try await answer(context, by: nil, nil)
    }

    private func answer(
        _ context: AuthenticatedRequestContext, by author: String?, _ note: String?
    ) async throws -> Response {
        let id = try context.helpRequestID()
        let settled = try await withStorage(context.logger) {
            try await missed.settle(id, in: context.credential.view, by: author, note: note)
        }
        guard let settled else { throw Problem.unknownRequest(id.text) }
        return try .json(MissedRequestBody(settled.request))
    }
}

/// The API's form of a missed request.
struct MissedRequestBody: Encodable {
    struct Settlement: Encodable {
        var at: Date
        var by: String
        var note: String?

        private enum CodingKeys: CodingKey {
            case at, by, note
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(at, forKey: .at)
            try container.encode(by, forKey: .by)
            try container.encode(note, forKey: .note)
        }
    }

    var request: HelpRequest
    var settlement: Settlement?

    init(_ missed: MissedRequest) {
        request = missed.request
        settlement = missed.settlement.map { Settlement(at: $0.at, by: $0.by, note: $0.note) }
    }

    private enum CodingKeys: CodingKey {
        case request, settlement
    }

    /// Encodes `settlement` even if it is `nil`.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(request, forKey: .request)
        try container.encode(settlement, forKey: .settlement)
    }
}
