import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `POST /v1/help-requests/{id}/take` and `/join`: a supervisor takes over or joins a call.
struct SupervisorRoutes: Sendable {
    private static let maximumBodyBytes = 4 * 1024

    let helpRequests: any HelpRequestService
    /// The id of the PBX that clients need not name.
    let defaultPBX: String

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("{id}/take", use: take)
        group.post("{id}/join", use: join)
    }

    @Sendable
    private func take(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try await helpRequests.visible(context).id
        var form = try JSONForm(
            try await request.jsonBody(upTo: Self.maximumBodyBytes), fields: ["extension"],
            example: #"{"extension":"200"}"#)
        let number = ExtensionAddress.canonical(form.requiredNumber("extension"), defaultPBX: defaultPBX)
        try form.check()
        guard context.credential.directs(number) else { throw Problem.foreignPhone(number) }
        return try await answer(context) { () async throws(HelpDeskError) in try await helpRequests.take(id, by: number)
        }
    }

    @Sendable
    private func join(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try await helpRequests.visible(context).id
        var form = try JSONForm(
            try await request.jsonBody(upTo: Self.maximumBodyBytes), fields: ["extension", "mode"],
            example: #"{"extension":"200","mode":"whisper"}"#)
        let number = ExtensionAddress.canonical(form.requiredNumber("extension"), defaultPBX: defaultPBX)
        let mode = form.requiredChoice("mode", of: CallMode.allCases.filter(\.isCoaching))
        try form.check()
        guard context.credential.directs(number) else { throw Problem.foreignPhone(number) }
        return try await answer(context) { () async throws(HelpDeskError) in
            try await helpRequests.join(id, by: number, mode: mode ?? .listen)
        }
    }

    private func answer(
        _ context: AuthenticatedRequestContext, _ order: () async throws(HelpDeskError) -> HelpRequest
    ) async throws -> Response {
        let request: HelpRequest
        do throws(HelpDeskError) {
            request = try await order()
        } catch {
            throw Problem(error, number: "extension", logger: context.logger)
        }
        return try .json(request)
    }
}
