import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/listening`: who was on operators' calls, when and for how long; also for spreadsheets.
struct ListeningPages: Sendable {
    private static let pageSize = 50
    private static let tablePageSize = 200

    let pages: PageRenderer
    let history: HistoryService
    let callCenter: any CallCenterSource
    let audit: any AuditTrail
    var now: @Sendable () -> Date = { Date() }

    /// - Parameter group: `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get("listening", use: show)
        for format in TableDownload.Format.allCases {
            group.get(RouterPath("listening.\(format.rawValue)")) { request, context in
                try await download(format, request, context)
            }
        }
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let form = ListeningForm(request.uri, context.visit.language.dates)
        let current = callCenter.current
        guard let filter = context.reader.view.narrowing(form.filter(at: now(), PeopleSearch(callCenter: current)))
        else { throw Problem.forbidden }
        let found = try await withStorage(context.logger) {
            try await history.listenings(filter, after: form.after, limit: Self.pageSize)
        }
        let rows = ListeningRows(callCenter: current, language: visit.language)
        var content: PageContent = [
            "isEmpty": found.listenings.isEmpty, "rows": found.listenings.map(rows.row),
            "period": form.period.content(at: now(), visit.language),
            "departments": PageChoices.of(
                context.reader.departments(of: current), chosen: form.department
            ) { current.departments[$0]?.name ?? $0 },
            "roles": PageChoices.of(Listening.Role.allCases.map(\.rawValue), chosen: form.role?.rawValue) {
                visit.text("listening.roles.\($0)")
            },
            "modes": PageChoices.of(
                CallMode.allCases.filter(\.isCoaching).map(\.rawValue), chosen: form.mode?.rawValue
            ) { visit.text("modes.\($0)") },
            "csv": "/supervisor/listening.csv?\(form.address)", "xlsx": "/supervisor/listening.xlsx?\(form.address)",
            "hasPrevious": form.after != nil, "first": "/supervisor/listening?\(form.address)",
            "operator": form.operator ?? "", "listener": form.listener ?? "",
        ]
        content.set("next", found.next.map { "/supervisor/listening?\(form.address)&after=\($0.text)" })
        return pages.page(.listening, title: visit.text("listening.title"), content, for: visit)
    }

    private func download(
        _ format: TableDownload.Format, _ request: Request, _ context: PageContext
    ) async throws -> Response {
        let form = ListeningForm(request.uri, context.visit.language.dates)
        let current = callCenter.current
        guard let filter = context.reader.view.narrowing(form.filter(at: now(), PeopleSearch(callCenter: current)))
        else { throw Problem.forbidden }
        await audit.note("exported", "history", "listening.\(format.rawValue)")
        let rows = ListeningRows(callCenter: current, language: context.visit.language)
        let table = TableDownload(
            name: "listening", title: context.visit.text("listening.title"), columns: rows.columns,
            language: context.visit.language)
        let logger = context.logger
        return try await table.response(format, logger: logger) { (after: Listening.ID?) in
            let page = try await withStorage(logger) {
                try await history.listenings(filter, after: after, limit: Self.tablePageSize)
            }
            return (page.listenings.map(rows.cells), page.next)
        }
    }
}
