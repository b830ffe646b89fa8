import Administration
import HelpDesk
import HummingbirdCore
import Spreadsheets
import WebServer

/// `/supervisor/listening`: the record of who was on operators' calls, when and for how long.
struct ListeningReport: SupervisorReport {
    static let path = "listening"
    static let template = PageTemplate.listening
    static let title = "listening.title"
    static let fileName = "listening"

    let department: String?
    let after: Listening.ID?
    private let role: Listening.Role?
    private let mode: CallMode?
    /// An extension or a part of a name, like the listener.
    private let `operator`: String?
    private let listener: String?
    private let filter: ListeningFilter
    private let scope: ReportScope

    init(_ uri: URI, _ scope: ReportScope) throws {
        self.scope = scope
        department = uri.filter("department")
        role = uri.filter("role").flatMap(Listening.Role.init(rawValue:))
        mode = uri.filter("mode").flatMap(CallMode.init(rawValue:))
        self.operator = uri.filter("operator")
        listener = uri.filter("listener")
        after = uri.filter("after").flatMap { Listening.ID($0) }
        let people = PeopleSearch(callCenter: scope.callCenter, defaultPBX: scope.defaultPBX)
        let asked = ListeningFilter(
            from: scope.range.from, to: scope.range.to, operators: people.operators(self.operator),
            departments: department.map { [$0] }, listeners: people.helpers(listener), role: role, mode: mode)
        guard let filter = scope.user.view.narrowing(asked) else { throw Problem.forbidden }
        self.filter = filter
    }

    var filters: [(name: String, value: String?)] {
        [
            ("department", department), ("role", role?.rawValue), ("mode", mode?.rawValue),
            ("operator", self.operator), ("listener", listener),
        ]
    }

    var form: PageContent {
        let roles = Listening.Role.allCases.map(\.rawValue)
        let modes = CallMode.allCases.filter(\.isCoaching).map(\.rawValue)
        return [
            "roles": scope.choices(roles, chosen: role?.rawValue, "listening.roles"),
            "modes": scope.choices(modes, chosen: mode?.rawValue, "modes"),
            "operator": self.operator ?? "", "listener": listener ?? "",
        ]
    }

    func entries(
        of history: HistoryService, after: Listening.ID?, limit: Int
    ) async throws -> (entries: [Listening], next: Listening.ID?) {
        let page = try await history.listenings(filter, after: after, limit: limit)
        return (page.listenings, page.next)
    }

    func row(_ listening: Listening) -> PageContent { rows.row(listening) }

    var columns: [SpreadsheetStyle.Column] { rows.columns }

    func cells(_ listening: Listening) -> [SpreadsheetCell] { rows.cells(listening) }

    private var rows: ListeningRows { ListeningRows(callCenter: scope.callCenter, language: scope.language) }
}
