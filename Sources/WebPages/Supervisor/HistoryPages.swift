import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/history`: the requests of the past, by filters; also for spreadsheets.
struct HistoryPages: Sendable {
    private static let pageSize = 50
    private static let tablePageSize = 200

    let pages: PageRenderer
    let history: HistoryService
    let callCenter: any CallCenterSource
    let audit: any AuditTrail
    var now: @Sendable () -> Date = { Date() }

    /// - Parameter group: `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get("history", use: show)
        for format in TableDownload.Format.allCases {
            group.get(RouterPath("history.\(format.rawValue)")) { request, context in
                try await download(format, request, context)
            }
        }
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let form = HistoryForm(request.uri, context.visit.language.dates)
        let current = callCenter.current
        let filter = context.reader.view.narrowing(form.filter(at: now(), PeopleSearch(callCenter: current)))
        let found = try await withStorage(context.logger) {
            try await history.history(filter, after: form.after, limit: Self.pageSize)
        }
        let rows = HistoryRows(callCenter: current, language: visit.language)
        var content: PageContent = [
            "isEmpty": found.requests.isEmpty, "rows": found.requests.map { row($0, rows) },
            "period": form.period.content(at: now(), visit.language),
            "states": PageChoices.of(RequestState.allCases.map(\.rawValue), chosen: form.state?.rawValue) {
                visit.text("states.\($0)")
            },
            "departments": PageChoices.of(context.reader.departments(of: current), chosen: form.department) {
                current.departments[$0]?.name ?? $0
            },
            "routes": PageChoices.of(current.routes.keys.sorted(), chosen: form.route) {
                current.routes[$0]?.name ?? $0
            },
            "csv": "/supervisor/history.csv?\(form.address)", "xlsx": "/supervisor/history.xlsx?\(form.address)",
            "hasPrevious": form.after != nil,
            "first": "/supervisor/history?\(form.address)", "operator": form.operator ?? "",
            "helper": form.helper ?? "",
        ]
        content.set("next", found.next.map { "/supervisor/history?\(form.address)&after=\($0)" })
        return pages.page(.history, title: visit.text("supervisor.history"), content, for: visit)
    }

    private func row(_ request: HelpRequest, _ rows: HistoryRows) -> PageContent {
        var row = rows.row(request)
        row["detail"] = "/supervisor/history/\(request.id)"
        return row
    }

    private func download(
        _ format: TableDownload.Format, _ request: Request, _ context: PageContext
    ) async throws -> Response {
        let current = callCenter.current
        let filter = context.reader.view.narrowing(
            HistoryForm(request.uri, context.visit.language.dates).filter(at: now(), PeopleSearch(callCenter: current)))
        await audit.note("exported", "history", "help-requests.\(format.rawValue)")
        let rows = HistoryTableRows(callCenter: current, language: context.visit.language)
        let table = TableDownload(
            name: "help-requests", title: context.visit.text("supervisor.history"), columns: rows.columns,
            language: context.visit.language)
        let logger = context.logger
        return try await table.response(format, logger: logger) { (after: HelpRequestID?) in
            let page = try await withStorage(logger) {
                try await history.history(filter, after: after, limit: Self.tablePageSize)
            }
            return (page.requests.map(rows.cells), page.next)
        }
    }
}
