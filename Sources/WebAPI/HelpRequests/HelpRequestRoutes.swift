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
    private static let longestBody = 64 * 1024
    private static let replayed = HTTPField.Name("Idempotent-Replayed")!

    let desk: any HelpRequestDesk
    let callCenter: any CallCenterSource
    private let keysInFlight = KeysInFlight()

    init(desk: any HelpRequestDesk, callCenter: any CallCenterSource) {
        self.desk = desk
        self.callCenter = callCenter
    }

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post(use: create)
        group.get(use: list)
        group.get("{id}", use: show)
        group.post("{id}/cancel", use: cancel)
    }

    @Sendable
    private func create(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let body = try await request.jsonBody(upTo: Self.longestBody)
        guard let key = try IdempotencyKey(request, body: body, credential: context.credential) else {
            let accepted = try await submit(body, key: nil, firstAnswer: FirstAnswer(), context)
            return try .helpRequest(accepted, status: .accepted)
        }
        guard keysInFlight.take(key.scoped) else { throw Problem.idempotencyKeyInFlight }
        defer { keysInFlight.release(key.scoped) }

        if let earlier = try await desk.reading(context.logger, { try await desk.idempotencyRecord(key: key.scoped) }) {
            guard earlier.fingerprint == key.fingerprint else { throw Problem.idempotencyKeyReused }
            var response = Response.helpRequest(
                earlier.request, Array(earlier.response.utf8), status: .accepted)
            response.headers[Self.replayed] = "true"
            return response
        }
        let firstAnswer = FirstAnswer()
        let accepted = try await submit(body, key: key, firstAnswer: firstAnswer, context)
        return try .accepted(accepted, firstAnswer)
    }

    private func submit(
        _ body: ByteBuffer, key: IdempotencyKey?, firstAnswer: FirstAnswer, _ context: AuthenticatedRequestContext
    ) async throws -> HelpRequest {
        let draft = try context.credential.permitted(try HelpRequestForm.draft(body), in: callCenter.current)
        do throws(HelpDeskError) {
            guard let key else { return try await desk.submit(draft, idempotency: nil) }
            return try await desk.submit(draft) {
                try firstAnswer.make(key: key.scoped, fingerprint: key.fingerprint, for: $0)
            }
        } catch {
            throw Problem(error, logger: context.logger)
        }
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(try await desk.visible(context))
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        guard let query = context.credential.view.narrowing(try HelpRequestListing.query(request.uri)) else {
            return try .json(HelpRequestPage(items: [], next: nil))
        }
        let items = try await desk.reading(context.logger) { try await desk.requests(query) }
        var page = HelpRequestPage(items: items, next: nil)
        // A full page may be the last one: only a look behind it tells.
        if items.count >= query.limit, let last = items.last {
            var behind = query
            behind.after = last.id
            behind.limit = 1
            let more = try await desk.reading(context.logger) { [behind] in try await desk.requests(behind) }
            page.next = more.isEmpty ? nil : last.id
        }
        return try .json(page)
    }

    @Sendable
    private func cancel(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try await desk.visible(context).id
        let cancelled: HelpRequest
        do throws(HelpDeskError) {
            cancelled = try await desk.cancel(id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return try .json(cancelled)
    }

    static func id(_ context: AuthenticatedRequestContext) throws -> HelpRequestID {
        let text = context.parameters.get("id") ?? ""
        guard let id = HelpRequestID(text) else { throw Problem.unknownRequest(String(text.prefix(64))) }
        return id
    }
}
