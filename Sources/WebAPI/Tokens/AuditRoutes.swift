import Administration
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `GET /v1/audit-log`: who changed what, newest first.
struct AuditRoutes: Sendable {
    let log: any AuditStore

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get("audit-log", use: list)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var reader = QueryReader(request.uri, known: ["after", "limit"])
        let after = reader.number("after", within: 1...Int64.max)
        let limit = reader.number("limit", within: 1...200) ?? 50
        try reader.check()
        let found = try await withStorage(context.logger) { try await log.entries(before: after, limit: limit + 1) }
        return try .json(CursorPage(found, limit: limit, cursor: \.id))
    }
}
