import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/v1/sources`.
struct SourceRoutes: Sendable {
    private static let longestBody = 4 * 1024

    private struct Form: Decodable {
        var `operator`: String
    }

    let sources: any LookupSourceDesk

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("{id}/ask", use: ask)
    }

    @Sendable
    private func ask(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let body = try await request.jsonBody(upTo: Self.longestBody)
        let form: Form
        do {
            form = try JSONDecoder().decode(Form.self, from: Data(body.readableBytesView))
        } catch {
            throw Problem.validation([
                Problem.FieldError(field: "operator", message: "must be an extension: {\"operator\":\"101\"}")
            ])
        }
        let id = context.parameters.get("id") ?? ""
        let trace: SourceTrace?
        do {
            trace = try await sources.ask(id, about: form.operator.plainNumber)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Problem(.unprocessableContent, code: "unusable_source", detail: "\(error)")
        }
        guard let trace else { throw Problem.unknownSource(String(id.prefix(64))) }
        return try .json(trace)
    }
}
