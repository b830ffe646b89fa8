import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `GET /v1/listenings`: who was on operators' calls, for supervisors and programs; operators get no access.
struct ListeningRoutes: Sendable {
    private static let parameters = [
        "from", "to", "operator", "department", "listener", "role", "mode", "after", "limit",
    ]

    let history: HistoryService
    let audit: any AuditTrail
    /// The id of the PBX that clients need not name.
    let defaultPBX: String

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        func person(_ text: String) -> String { ExtensionAddress.canonical(text.plainNumber, defaultPBX: defaultPBX) }
        var reader = QueryReader(
            request.uri, known: Self.parameters, repeatable: ["operator", "department", "listener"])
        let period = reader.period()
        let filter = ListeningFilter(
            from: period.from, to: period.to,
            operators: reader.texts("operator").map { Set($0.map(person)) },
            departments: reader.texts("department").map { Set($0.map(\.plainNumber)) },
            listeners: reader.texts("listener").map { Set($0.map(person)) }, role: reader.word("role"),
            mode: reader.parsed("mode", "must be one of listen, whisper, barge") { text in
                CallMode(rawValue: text).flatMap { $0.isCoaching ? $0 : nil }
            })
        let after = reader.parsed("after", "must be the `next` of another page", { Listening.ID($0) })
        let limit: Int = reader.number("limit", within: 1...200) ?? 50
        try reader.check()
        guard let filter = context.credential.view.narrowing(filter) else { throw Problem.noListenings }
        // Later pages belong to the first one's audit entry, and a HEAD request shows nothing.
        if after == nil, request.method != .head { await audit.note("exported", "history", "listenings") }
        let page = try await withStorage(context.logger) {
            try await history.listenings(filter, after: after, limit: limit)
        }
        return try .json(CursorPage(items: page.listenings.map(ListeningBody.init), next: page.next?.description))
    }
}

extension Problem {
    fileprivate static let noListenings = Problem(
        .forbidden, code: "forbidden", detail: "who listened is told to supervisors and administrators")
}
