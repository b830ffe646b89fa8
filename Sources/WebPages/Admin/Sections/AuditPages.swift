import Administration
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/admin/audit`: the record of who changed or did what.
struct AuditPages: Sendable {
    private static let pageSize = 100

    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let before = request.uri.queryParameters.get("before").flatMap { Int64($0) }
        // One entry more than is shown reveals whether there is another page.
        let found = try await withStorage(context.logger) {
            try await services.audit.entries(before: before, limit: Self.pageSize + 1)
        }
        let entries = found.prefix(Self.pageSize)
        let rows = entries.map { entry -> PageContent in
            let (item, state) = Self.item(entry, visit)
            return [
                "at": visit.language.dayAndExactTime(entry.at), "author": author(entry.author, visit),
                "action": visit.language.text(ifPresent: "audit.\(entry.action)") ?? entry.action,
                "tone": ["added": "good", "removed": "bad", "sign_in_failed": "bad"][entry.action] ?? "busy",
                "kind": visit.language.text(ifPresent: "kinds.\(entry.kind)") ?? entry.kind, "item": item,
                "address": entry.address ?? "", "state": state ?? "",
                "hasDifferences": !entry.differences.isEmpty,
                "differences": entry.differences.map { difference in
                    DifferenceRow(difference: difference, kind: entry.kind, language: visit.language).content
                },
            ]
        }
        let content: PageContent = [
            "rows": rows, "isEmpty": rows.isEmpty, "hasNext": found.count > entries.count,
            "next": "/admin/audit?before=\(entries.last?.id ?? 0)", "hasPrevious": before != nil,
            "first": "/admin/audit",
        ]
        return renderer.page(.audit, title: visit.text("admin.audit.title"), content, for: visit)
    }

    /// Returns the changed item, and in words the presence that was set or the mode in which somebody joined a call.
    private static func item(_ entry: AuditEntry, _ visit: PageVisit) -> (item: String, state: String?) {
        let words = ["set_presence": "presence", "joined": "modes", "changed_mode": "modes"][entry.action]
        guard let words, let space = entry.item.lastIndex(of: " "),
            let state = visit.language.text(
                ifPresent: "\(words).\(entry.item[entry.item.index(after: space)...])")
        else { return (entry.item, nil) }
        return (String(entry.item[..<space]), state)
    }

    /// Returns an author in words, such as of `user:reza` or `apply` (a file); unchanged if the language has none.
    private func author(_ author: String, _ visit: PageVisit) -> String {
        let parts = author.split(separator: ":", maxSplits: 1)
        guard let kind = parts.first, let label = visit.language.text(ifPresent: "audit.authors.\(kind)") else {
            return author
        }
        return parts.count == 2 ? "\(label) \(parts[1])" : label
    }
}
