import Hummingbird
import HummingbirdCore

/// `/admin/operators`: who may ask for help.
struct OperatorPages: Sendable {
    let desks: AdminDesks
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        SettingEditor<OperatorDraft>(desks: desks, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let words = (request.uri.queryParameters.get("q") ?? "").prefix(100)
        let wanted = PageForm.plainDigits(String(words)).lowercased()
        let departments = Dictionary(
            desks.settings.settings(.department).map { ($0.id, $0.content.typed("name")) }, uniquingKeysWith: { $1 })
        let all = desks.settings.settings(.operator)
        let found = all.filter { setting in
            guard !wanted.isEmpty else { return true }
            let operatorName = setting.content.typed("name"), unit = setting.content.typed("department")
            return [setting.id, operatorName, unit, departments[unit] ?? ""].contains {
                $0.lowercased().contains(wanted)
            }
        }
        let page = Paging(found, request)
        let rows = page.elements.map { setting -> PageContent in
            let department = setting.content.typed("department")
            return [
                "link": "/admin/operators/\(PageAddress.encoded(setting.id))", "extension": setting.id,
                "operatorName": setting.content.typed("name"), "department": departments[department] ?? department,
                "email": setting.content.typed("email"),
            ]
        }
        var content = page.content(path: "/admin/operators", query: "q=\(PageAddress.encoded(String(words)))")
        content["rows"] = rows
        content["isEmpty"] = all.isEmpty
        content["isNothingFound"] = !all.isEmpty && found.isEmpty
        content["words"] = String(words)
        content["count"] = visit.language.text("admin.operators.count", count: found.count)
        return renderer.page("admin/operators", title: visit.text("admin.operators.title"), content, for: visit)
    }
}
