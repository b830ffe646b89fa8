import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/missed`: the requests that ended without help, those first that nobody has seen to.
struct MissedRequestPages: Sendable {
    /// Each has a form of its own: more would take long to load.
    private static let pageSize = 20
    /// How many that were seen to stand below the open ones.
    private static let latest = 5

    let pages: PageRenderer
    let missed: MissedRequestService
    let callCenter: any CallCenterSource

    /// - Parameter group: `/supervisor`, for supervisors, its forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get("missed", use: show)
        group.post("missed/{id}", use: settle)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let view = context.reader.view
        let isSettled = request.uri.queryParameters.get("settled") == "yes"
        let after = request.uri.queryParameters.get("after").flatMap { HelpRequestID(String($0)) }
        let isFirst = after == nil && !isSettled
        let (found, settled) = try await withStorage(context.logger) {
            let found = try await missed.missed(in: view, isSettled: isSettled, after: after, limit: Self.pageSize)
            let settled =
                isFirst ? try await missed.missed(in: view, isSettled: true, after: nil, limit: Self.latest) : nil
            return (found, settled)
        }
        let rows = HistoryRows(callCenter: callCenter.current, language: visit.language)
        let path = "/supervisor/missed\(isSettled ? "?settled=yes" : "")"
        var content: PageContent = [
            "isSettled": isSettled, "isEmpty": found.requests.isEmpty,
            "rows": found.requests.map { row($0, rows, visit) }, "hasPrevious": after != nil, "first": path,
            "heading": visit.text(isSettled ? "missed.settled" : "missed.open"),
        ]
        content.set("next", found.next.map { "\(path)\(isSettled ? "&" : "?")after=\($0)" })
        if let settled, !settled.requests.isEmpty {
            content["latest"] = ["rows": settled.requests.map { row($0, rows, visit) }] as PageContent
        }
        return pages.page(.missed, title: visit.text("navigation.missed"), content, for: visit)
    }

    private func row(_ missed: MissedRequest, _ rows: HistoryRows, _ visit: PageVisit) -> PageContent {
        var row = rows.row(missed.request)
        row["id"] = missed.id.text
        row["isEmergency"] = missed.request.urgency == .emergency
        row.set("customer", missed.request.customer)
        if let settlement = missed.settlement {
            row["settlement"] =
                [
                    "by": settlement.by, "at": visit.language.dayAndTime(settlement.at), "note": settlement.note ?? "",
                ] as PageContent
        }
        return row
    }

    @Sendable
    private func settle(_ request: Request, context: PageContext) async throws -> Response {
        let text = context.parameters.get("id") ?? ""
        guard let id = HelpRequestID(text) else { throw Problem.unknownRequest(String(text.prefix(64))) }
        let isDone = context.form.text("done") == "true"
        let settled = try await withStorage(context.logger) {
            try await missed.settle(
                id, in: context.reader.view, by: isDone ? context.reader.name : nil, note: context.form.line("note"))
        }
        guard settled != nil else { throw Problem.unknownRequest(id.text) }
        return .redirect(to: "/supervisor/missed?notice=\(isDone ? "settled" : "reopened")", type: .normal)
    }
}
