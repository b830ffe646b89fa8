import Administration
import HelpDesk
import WebServer

/// The tree of departments, with the helpers of each.
struct DepartmentTree: Sendable {
    /// A refused input, shown where it was entered.
    struct Refusal: Sendable {
        var department: String
        var number: String
        var name: String
        var message: String
    }

    /// The number of departments up to which all are open; in a larger tree, only those at the top are.
    private static let maximumOpen = 40

    let callCenter: CallCenter
    let settings: SettingsService
    let choices: ExtensionChoices
    /// The id of a department that is always open.
    var open: String?
    var refusal: Refusal?

    private var visit: PageVisit { choices.visit }

    /// The departments in the order of the page.
    ///
    /// The template opens a list after each department with others below it, and closes as many lists as end after it.
    var content: [PageContent] {
        let children = Dictionary(grouping: callCenter.departments.values) { department in
            department.parent.flatMap { callCenter.departments[$0] == nil ? nil : $0 } ?? ""
        }.mapValues { $0.sorted(byNames: { [$0.name, $0.id] }) }
        let operators = Dictionary(grouping: callCenter.operators.values, by: \.department).mapValues(\.count)
        let tags = Dictionary(settings.settings(.department).map { ($0.id, $0.tag) }) { first, _ in first }
        let opened = opened
        var rows: [PageContent] = []
        var seen: Set<String> = []
        func add(_ department: Department, ends: Int, level: Int) {
            seen.insert(department.id)
            let below = (children[department.id] ?? []).filter { !seen.contains($0.id) }
            var row = node(department, operators[department.id] ?? 0, tags[department.id] ?? "")
            row["hasChildren"] = !below.isEmpty
            row["isOpen"] =
                callCenter.departments.count <= Self.maximumOpen || level == 0 || opened.contains(department.id)
            row["ends"] = Array(repeating: ["isEnd": true] as PageContent, count: below.isEmpty ? ends : 0)
            rows.append(row)
            for (offset, child) in below.enumerated() {
                add(child, ends: offset == below.count - 1 ? ends + 1 : 0, level: level + 1)
            }
        }
        for department in children[""] ?? [] { add(department, ends: 0, level: 0) }
        // Departments whose parents form a cycle have no root, and a ladder ends there: they go to the top.
        for department in callCenter.departments.values.sorted(by: { $0.id < $1.id })
        where !seen.contains(department.id) { add(department, ends: 0, level: 0) }
        return rows
    }

    /// The ids of the departments that are always open, and of all above them, which would hide them if closed.
    private var opened: Set<String> {
        var opened: Set<String> = []
        for id in [open, refusal?.department] {
            var next = id
            // The parents may form a cycle.
            while let id = next, opened.insert(id).inserted { next = callCenter.departments[id]?.parent }
        }
        return opened
    }

    private func node(_ department: Department, _ operators: Int, _ tag: String) -> PageContent {
        let id = PageAddress.encoded(department.id)
        let refusal = refusal?.department == department.id ? refusal : nil
        return [
            "departmentID": department.id, "departmentName": department.name, "link": "/admin/departments/\(id)",
            "childLink": "/admin/departments/new?parent=\(id)", "tag": tag,
            "removal": visit.text("admin.departments.removal", ["name": department.name]),
            "helperCount": visit.language.text("admin.departments.helperCount", count: department.helpers.count),
            "operatorCount": visit.language.text("admin.operators.count", count: operators),
            "isHelpless": department.helpers.isEmpty,
            "helpers": department.helpers.enumerated().map { offset, helper in
                person(helper, offset, isLast: offset == department.helpers.count - 1)
            },
            "fault": refusal?.message ?? "", "number": refusal?.number ?? "", "newName": refusal?.name ?? "",
        ]
    }

    private func person(_ helper: Department.Helper, _ place: Int, isLast: Bool) -> PageContent {
        var content = choices.state(of: helper.extension)
        let presence = callCenter.presence(of: helper.extension)
        content["extension"] = helper.extension
        content["helperName"] = helper.name ?? callCenter.person(helper.extension).name ?? ""
        content["place"] = place
        content["isFirst"] = place == 0
        content["isLast"] = isLast
        content["presence"] = presence.state == .online ? "" : visit.text("presence.\(presence.state.rawValue)")
        return content
    }
}
