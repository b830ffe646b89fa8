import Administration
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `GET /v1/audit-log`: who has changed what, newest first.
struct AuditRoutes: Sendable {
    private struct Page: Encodable {
        var items: [AuditEntry]
        /// What to give as `after` for older entries; `nil` on the last page.
        var next: Int64?

        private enum CodingKeys: CodingKey {
            case items, next
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(items, forKey: .items)
            try container.encode(next, forKey: .next)
        }
    }

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
        // One more than is shown tells whether there is another page.
        let found = try await withStorage(context.logger) { try await log.entries(before: after, limit: limit + 1) }
        let items = Array(found.prefix(limit))
        return try .json(Page(items: items, next: found.count > limit ? items.last?.id : nil))
    }
}
