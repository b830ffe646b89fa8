import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/v1/help-requests/{id}/lookup-traces`: the requests sent to CRMs for a help request, and their answers.
struct LookupTraceRoutes: Sendable {
    private struct Item: Encodable {
        var trace: LookupTrace

        private enum CodingKeys: CodingKey {
            case source, askedAt, trace
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(trace.source, forKey: .source)
            try container.encode(trace.askedAt, forKey: .askedAt)
            try container.encode(trace.trace, forKey: .trace)
        }
    }

    let helpRequests: any HelpRequestService
    let traces: any LookupTraceLog

    /// - Parameter group: `/v1/help-requests`.
    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get("{id}/lookup-traces", use: list)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        // A CRM's answers hold more than a request shows; they are for those who set up the sources.
        try context.credential.require(.settings)
        let found = try await helpRequests.visible(context)
        let items = try await withStorage(context.logger) { try await traces.traces(of: found.id) }
        return try .json(["items": items.map(Item.init)])
    }
}
