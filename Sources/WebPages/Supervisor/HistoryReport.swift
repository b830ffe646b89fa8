import Administration
import HelpDesk
import HummingbirdCore
import Spreadsheets
import WebServer

/// `/supervisor/history`: the past requests.
struct HistoryReport: SupervisorReport {
    static let path = "history"
    static let template = PageTemplate.history
    static let title = "supervisor.history"
    static let fileName = "help-requests"

    let department: String?
    let after: HelpRequestID?
    private let state: RequestState?
    private let route: String?
    /// An extension or a part of a name, like the helper.
    private let `operator`: String?
    private let helper: String?
    private let filter: HistoryFilter
    private let scope: ReportScope

    init(_ uri: URI, _ scope: ReportScope) {
        self.scope = scope
        state = uri.filter("state").flatMap(RequestState.init(rawValue:))
        department = uri.filter("department")
        route = uri.filter("route")
        self.operator = uri.filter("operator")
        helper = uri.filter("helper")
        after = uri.filter("after").flatMap { HelpRequestID($0) }
        let people = PeopleSearch(callCenter: scope.callCenter, defaultPBX: scope.defaultPBX)
        filter = scope.user.view.narrowing(
            HistoryFilter(
                from: scope.range.from, to: scope.range.to, operators: people.operators(self.operator),
                departments: department.map { [$0] }, state: state, route: route, helpers: people.helpers(helper)))
    }

    var filters: [(name: String, value: String?)] {
        [
            ("state", state?.rawValue), ("department", department), ("route", route), ("operator", self.operator),
            ("helper", helper),
        ]
    }

    var form: PageContent {
        let routes = scope.callCenter.routes
        return [
            "states": scope.choices(RequestState.allCases.map(\.rawValue), chosen: state?.rawValue, "states"),
            "routes": PageChoices.of(routes.keys.sorted(), chosen: route) { routes[$0]?.name ?? $0 },
            "operator": self.operator ?? "", "helper": helper ?? "",
        ]
    }

    func entries(
        of history: HistoryService, after: HelpRequestID?, limit: Int
    ) async throws -> (entries: [HelpRequest], next: HelpRequestID?) {
        let page = try await history.history(filter, after: after, limit: limit)
        return (page.requests, page.next)
    }

    func row(_ request: HelpRequest) -> PageContent {
        var row = HistoryRows(callCenter: scope.callCenter, language: scope.language).row(request)
        row["detail"] = "/supervisor/history/\(request.id)"
        return row
    }

    var columns: [SpreadsheetStyle.Column] { table.columns }

    func cells(_ request: HelpRequest) -> [SpreadsheetCell] { table.cells(request) }

    private var table: HistoryTableRows { HistoryTableRows(callCenter: scope.callCenter, language: scope.language) }
}
