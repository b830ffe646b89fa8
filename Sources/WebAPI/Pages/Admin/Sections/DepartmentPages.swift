import Hummingbird
import HummingbirdCore

/// `/admin/departments`: the units and who helps in each.
struct DepartmentPages: Sendable {
    let desks: AdminDesks
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        SettingEditor<DepartmentDraft>(desks: desks, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let departments = desks.settings.settings(.department)
        let names = Dictionary(departments.map { ($0.id, $0.content.typed("name")) }, uniquingKeysWith: { $1 })
        var operators: [String: Int] = [:]
        for setting in desks.settings.settings(.operator) {
            operators[setting.content.typed("department"), default: 0] += 1
        }
        let rows = departments.map { setting -> PageContent in
            let helpers = setting.content["helpers"]?.items ?? []
            let parent = setting.content.typed("parent")
            return [
                "link": "/admin/departments/\(PageAddress.encoded(setting.id))", "departmentID": setting.id,
                "departmentName": setting.content.typed("name"), "parent": names[parent] ?? parent,
                "helpers": helpers.map { helper -> PageContent in
                    ["extension": helper.typed("extension"), "helperName": helper.typed("name")]
                },
                "hasNoHelper": helpers.isEmpty,
                "operators": visit.language.dates.number(operators[setting.id] ?? 0),
            ]
        }
        return renderer.page(
            "admin/departments", title: visit.text("admin.departments.title"),
            ["rows": rows, "isEmpty": rows.isEmpty], for: visit)
    }
}
