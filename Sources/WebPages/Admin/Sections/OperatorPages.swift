import HelpDesk
import Hummingbird
import HummingbirdCore

/// `/admin/operators`: the people who may ask for help.
struct OperatorPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        SettingEditor<OperatorDraft>(services: services, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let words = SearchWords(request)
        let callCenter = services.callCenter.current
        let all = callCenter.operators.values.sorted { $0.extension < $1.extension }
        func department(_ agent: Operator) -> String {
            callCenter.departments[agent.department]?.name ?? agent.department
        }
        let found = all.filter { words.areFound(in: [$0.extension, $0.name, $0.department, department($0)]) }
        let page = Paging(found, request)
        let rows = page.elements.map { agent -> PageContent in
            [
                "link": "/admin/operators/\(PageAddress.encoded(agent.extension))", "extension": agent.extension,
                "operatorName": agent.name, "department": department(agent), "email": agent.email ?? "",
            ]
        }
        var content = page.content(path: "/admin/operators", query: words.query)
        content["rows"] = rows
        content["isEmpty"] = all.isEmpty
        content["isNothingFound"] = !all.isEmpty && found.isEmpty
        content["words"] = words.text
        content["searchHint"] = visit.text("admin.operators.search")
        content["count"] = visit.language.text("admin.operators.count", count: found.count)
        return renderer.page(.operators, title: visit.text("admin.operators.title"), content, for: visit)
    }
}
