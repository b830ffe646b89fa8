import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/v1/sources`.
struct SourceRoutes: Sendable {
    private static let maximumBodyBytes = 4 * 1024

    let sources: SourceInquiryService

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("{id}/ask", use: ask)
    }

    @Sendable
    private func ask(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let body = try await request.jsonBody(upTo: Self.maximumBodyBytes)
        var form = try JSONForm(body, fields: ["operator"], example: #"{"operator":"101"}"#)
        let caller = form.requiredNumber("operator")
        try form.check()
        let id = context.parameters.get("id") ?? ""
        let trace: SourceTrace?
        do {
            trace = try await sources.ask(id, about: caller)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Problem(.unprocessableContent, code: "unusable_source", detail: "\(error)")
        }
        guard let trace else { throw Problem.unknownSource(String(id.prefix(64))) }
        return try .json(trace)
    }
}
