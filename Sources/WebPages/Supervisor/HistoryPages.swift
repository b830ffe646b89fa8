import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/history`: the requests of the past, by filters.
struct HistoryPages: Sendable {
    private static let pageSize = 50

    let pages: PageRenderer
    let history: HistoryService
    let callCenter: any CallCenterSource
    var now: @Sendable () -> Date = { Date() }

    /// - Parameter group: `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get("history", use: show)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let form = HistoryForm(request.uri)
        let filter = context.reader.view.narrowing(form.filter(at: now()))
        let found = try await withStorage(context.logger) {
            try await history.history(filter, after: form.after, limit: Self.pageSize)
        }
        let current = callCenter.current
        let rows = HistoryRows(callCenter: current, language: visit.language)
        var content: PageContent = [
            "isEmpty": found.requests.isEmpty, "rows": found.requests.map(rows.row),
            "periods": form.choices(HistoryForm.Period.allCases.map(\.rawValue), chosen: form.period.rawValue) {
                visit.text("supervisor.\($0)")
            },
            "states": form.choices(RequestState.allCases.map(\.rawValue), chosen: form.state?.rawValue) {
                visit.text("states.\($0)")
            },
            "departments": form.choices(departments(context.reader, current), chosen: form.department) {
                current.departments[$0]?.name ?? $0
            },
            "routes": form.choices(current.routes.keys.sorted(), chosen: form.route) { current.routes[$0]?.name ?? $0 },
            "csv": "/v1/help-requests.csv?\(form.query(at: now()))", "hasPrevious": form.after != nil,
            "first": "/supervisor/history?\(form.address)", "operator": form.operator ?? "",
            "helper": form.helper ?? "",
        ]
        content.set("next", found.next.map { "/supervisor/history?\(form.address)&after=\($0)" })
        return pages.page(.history, title: visit.text("supervisor.history"), content, for: visit)
    }

    private func departments(_ reader: SignedInUser, _ callCenter: CallCenter) -> [String] {
        switch reader.view {
        case .all: callCenter.departments.keys.sorted()
        case .departments(let ids): ids.sorted()
        case .extensions: []
        }
    }
}
