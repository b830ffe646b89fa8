import HelpDesk
import Hummingbird
import HummingbirdCore

/// `/admin/departments`: the units and who helps in each.
struct DepartmentPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        SettingEditor<DepartmentDraft>(services: services, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let callCenter = services.callCenter.current
        let operators = Dictionary(grouping: callCenter.operators.values, by: \.department).mapValues(\.count)
        let departments = callCenter.departments.values.sorted { $0.name < $1.name }
        let rows = departments.map { department -> PageContent in
            [
                "link": "/admin/departments/\(PageAddress.encoded(department.id))", "departmentID": department.id,
                "departmentName": department.name,
                "parent": department.parent.map { callCenter.departments[$0]?.name ?? $0 } ?? "",
                "helpers": department.helpers.map { helper -> PageContent in
                    ["extension": helper.extension, "helperName": helper.name ?? ""]
                },
                "hasNoHelper": department.helpers.isEmpty,
                "operators": visit.language.dates.number(operators[department.id] ?? 0),
            ]
        }
        return renderer.page(
            .departments, title: visit.text("admin.departments.title"),
            ["rows": rows, "isEmpty": rows.isEmpty], for: visit)
    }
}
