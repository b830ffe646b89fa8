import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// The page of one report, `/supervisor/<its path>`, and the download of the same entries for spreadsheets.
struct ReportPages<Report: SupervisorReport>: Sendable {
    private static var pageSize: Int { 40 }
    private static var tablePageSize: Int { 200 }

    let pages: PageRenderer
    let history: HistoryService
    let callCenter: any CallCenterSource
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String
    let audit: any AuditTrail
    var now: @Sendable () -> Date = { Date() }

    private var path: String { "/supervisor/\(Report.path)" }

    /// - Parameter group: the group `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get(RouterPath(Report.path), use: show)
        for format in TableDownload.Format.allCases {
            group.get(RouterPath("\(Report.path).\(format.rawValue)")) { request, context in
                try await download(format, request, context)
            }
        }
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let now = now()
        let callCenter = callCenter.current
        let period = ReportPeriod(request.uri, visit.language.dates)
        let report = try Report(request.uri, scope(period.range(at: now), of: callCenter, context))
        let found = try await withStorage(context.logger) {
            try await report.entries(of: history, after: report.after, limit: Self.pageSize)
        }
        let query = query(period, report)
        var content = report.form
        content["isEmpty"] = found.entries.isEmpty
        content["rows"] = found.entries.map(report.row)
        content["period"] = period.content(at: now, visit.language)
        let departments = context.user.view.departments(of: callCenter)
        content["departments"] = PageChoices.of(departments.map(\.id), chosen: report.department) {
            callCenter.departments[$0]?.name ?? $0
        }
        for format in TableDownload.Format.allCases { content[format.rawValue] = "\(path).\(format.rawValue)?\(query)" }
        content["hasPrevious"] = report.after != nil
        content["first"] = "\(path)?\(query)"
        content.set("next", found.next.map { "\(path)?\(query)&after=\($0)" })
        return pages.page(Report.template, title: visit.text(Report.title), content, for: visit)
    }

    private func download(
        _ format: TableDownload.Format, _ request: Request, _ context: PageContext
    ) async throws -> Response {
        let language = context.visit.language
        let period = ReportPeriod(request.uri, language.dates)
        // The page says which day is invalid.
        guard !period.isWrong else { return .redirect(to: "\(path)?\(request.uri.query ?? "")", type: .normal) }
        let report = try Report(request.uri, scope(period.range(at: now()), of: callCenter.current, context))
        // The response to a HEAD request exports nothing.
        if request.method != .head {
            await audit.note("exported", "history", "\(Report.fileName).\(format.rawValue)")
        }
        let table = TableDownload(
            name: Report.fileName, title: context.visit.text(Report.title), columns: report.columns, language: language)
        let logger = context.logger
        return try await table.response(format, logger: logger) { (after: Report.Cursor?) in
            let found = try await withStorage(logger) {
                try await report.entries(of: history, after: after, limit: Self.tablePageSize)
            }
            return (found.entries.map(report.cells), found.next)
        }
    }

    private func scope(
        _ range: ReportPeriod.Range, of callCenter: CallCenter, _ context: PageContext
    ) -> ReportScope {
        ReportScope(
            user: context.user, callCenter: callCenter, defaultPBX: defaultPBX, language: context.visit.language,
            range: range)
    }

    private func query(_ period: ReportPeriod, _ report: Report) -> String {
        let filters = report.filters.compactMap { name, value in value.map { (name, $0) } }
        return (period.fields + filters).map { "\($0)=\(PageAddress.encoded($1))" }.joined(separator: "&")
    }
}
