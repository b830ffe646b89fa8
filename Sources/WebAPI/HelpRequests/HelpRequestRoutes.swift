import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// `/v1/help-requests`.
struct HelpRequestRoutes: Sendable {
    private static let maximumBodyBytes = 64 * 1024
    private static let replayed = HTTPField.Name("Idempotent-Replayed")!

    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource
    /// The id of the PBX that clients need not name.
    let defaultPBX: String

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post(use: create)
        group.get(use: list)
        group.get("{id}", use: show)
        group.post("{id}/cancel", use: cancel)
    }

    @Sendable
    private func create(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let content = try await request.jsonBody(upTo: Self.maximumBodyBytes)
        let key = try IdempotencyKey(request, body: content, credential: context.credential)
        let form = try HelpRequestForm.draft(content, defaultPBX: defaultPBX)
        let draft = try context.permitted(form, in: callCenter.current)
        let view = context.credential.view
        let submission: Submission
        do throws(HelpDeskError) {
            submission = try await helpRequests.submit(draft, once: key, mayAct: { view.admits($0) })
        } catch {
            throw Problem(error, logger: context.logger)
        }
        // The request may have been open already, with supervisors who listen to it.
        let body = try submission.shown { shown($0, context) }.body()
        var response = Response.helpRequest(submission.id, body, status: .accepted)
        if case .replayed = submission { response.headers[Self.replayed] = "true" }
        return response
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(shown(try await helpRequests.visible(context), context))
    }

    private func shown(_ request: HelpRequest, _ context: AuthenticatedRequestContext) -> HelpRequest {
        context.credential.view.shown(request, in: callCenter.current)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let asked = try HelpRequestListing.query(request.uri, defaultPBX: defaultPBX)
        guard let query = context.credential.view.narrowing(asked) else {
            return try .json(CursorPage<HelpRequest, HelpRequestID>(items: [], next: nil))
        }
        let items = try await helpRequests.reading(context.logger) { try await helpRequests.requests(query) }
        var page = CursorPage<HelpRequest, HelpRequestID>(items: items.map { shown($0, context) }, next: nil)
        // A full page may be the last one: one more request is read to find out.
        if items.count >= query.limit, let last = items.last {
            var behind = query
            behind.after = last.id
            behind.limit = 1
            let more = try await helpRequests.reading(context.logger) { [behind] in
                try await helpRequests.requests(behind)
            }
            page.next = more.isEmpty ? nil : last.id
        }
        return try .json(page)
    }

    @Sendable
    private func cancel(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try await helpRequests.visible(context).id
        let cancelled: HelpRequest
        do throws(HelpDeskError) {
            cancelled = try await helpRequests.cancel(id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return try .json(shown(cancelled, context))
    }
}
