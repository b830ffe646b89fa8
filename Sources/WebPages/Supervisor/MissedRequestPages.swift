import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/missed`: the requests that ended without help, first those that nobody has seen to.
struct MissedRequestPages: Sendable {
    private static let path = "/supervisor/missed"
    /// The number of rows of a page: each has its own form, so more rows would load slowly.
    private static let pageSize = 20
    /// The number of requests that were seen to and are shown below the open ones.
    private static let latest = 5

    let pages: PageRenderer
    let missed: MissedRequestService
    let callCenter: any CallCenterSource

    /// - Parameter group: the group `/supervisor`, for supervisors, its forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get("missed", use: show)
        group.post("missed/{id}", use: settle)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        try await list(
            isSettled: request.uri.queryParameters.get("settled") == "yes",
            after: request.uri.queryParameters.get("after").flatMap { HelpRequestID(String($0)) }, context.visit,
            context)
    }

    /// - Parameter fault: the reason why an action was refused.
    private func list(
        isSettled: Bool = false, after: HelpRequestID? = nil, fault: String? = nil, _ visit: PageVisit,
        _ context: PageContext
    ) async throws -> Response {
        let view = context.user.view
        let isFirst = after == nil && !isSettled
        let (found, settled) = try await withStorage(context.logger) {
            let found = try await missed.missed(in: view, isSettled: isSettled, after: after, limit: Self.pageSize)
            let settled =
                isFirst ? try await missed.missed(in: view, isSettled: true, after: nil, limit: Self.latest) : nil
            return (found, settled)
        }
        let rows = HistoryRows(callCenter: callCenter.current, language: visit.language)
        let path = "\(Self.path)\(isSettled ? "?settled=yes" : "")"
        var content: PageContent = [
            "isSettled": isSettled, "isEmpty": found.requests.isEmpty,
            "rows": found.requests.map { row($0, rows, visit) }, "hasPrevious": after != nil, "first": path,
            "heading": visit.text(isSettled ? "missed.settled" : "missed.open"),
        ]
        content.set("fault", fault)
        content.set("next", found.next.map { "\(path)\(isSettled ? "&" : "?")after=\($0)" })
        if let settled, !settled.requests.isEmpty {
            content["latest"] = ["rows": settled.requests.map { row($0, rows, visit) }] as PageContent
        }
        return pages.page(
            .missed, title: visit.text("navigation.missed"), content, for: visit,
            status: fault == nil ? .ok : .conflict)
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
        let id = try context.helpRequestID()
        let isDone = context.form.text("done") == "true"
        let (author, note) = (context.user.name, context.form.line("note"))
        let settled = try await withStorage(context.logger) {
            // The page may be outdated: what a colleague noted in the meantime stays.
            try await missed.settle(
                id, in: context.user.view, by: isDone ? author : nil, note: note, overwrites: false)
        }
        guard let settled else { throw Problem.unknownRequest(id.text) }
        if isDone, !settled.isChanged, let other = settled.request.settlement,
            other.by != author || other.note != note
        {
            var visit = context.visit
            // The list has its own address, to which a change of language returns.
            visit.address = Self.path
            return try await list(
                fault: visit.text("missed.already", ["name": other.by.isolated]), visit, context)
        }
        return .redirect(to: "\(Self.path)?notice=\(isDone ? "settled" : "reopened")", type: .normal)
    }
}
