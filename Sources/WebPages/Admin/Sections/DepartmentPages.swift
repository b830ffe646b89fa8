import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import LocatedYAML
import WebServer

/// `/admin/departments`: the tree of departments, and the helpers of each.
struct DepartmentPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get { request, context in
            try await page(open: request.uri.queryParameters.get("open"), context)
        }
        group.post("{id}/helpers", use: changeHelpers)
        SettingEditor<DepartmentDraft>(services: services, renderer: renderer).add(to: group)
    }

    /// Adds, moves or removes one helper in the tree.
    @Sendable
    private func changeHelpers(_ request: Request, context: PageContext) async throws -> Response {
        let text = context.parameters.get("id") ?? ""
        let id = text.removingPercentEncoding ?? text
        guard let setting = services.settings.setting(.department, id) else {
            throw Problem.unknownSetting(.department, id)
        }
        let number = context.form.number("extension")
        let added = DepartmentDraft.Helper(
            number: number.isEmpty ? "" : ExtensionAddress(number, chosen: context.form.text("pbx")).text,
            name: context.form.text("name"))
        let action = context.form.text("action")
        var draft = DepartmentDraft(stored: setting.content)
        if action == "add" { draft.helpers.append(added) } else { draft.perform(action) }
        var refusal = DepartmentTree.Refusal(department: id, number: added.number, name: added.name, message: "")
        guard action != "add" || !added.number.isEmpty else {
            refusal.message = context.visit.text("fields.department.helpers.extension.fault")
            return try await page(refusal: refusal, status: .unprocessableContent, context)
        }
        do throws(AdministrationError) {
            _ = try await services.settings.put(
                .department, id, draft.content(over: setting.content), if: .matches([context.form.text("tag")]),
                by: context.user.author)
        } catch .changed {
            refusal.message = context.visit.text("admin.departments.overtaken")
            return try await page(refusal: refusal, status: .conflict, context)
        } catch .invalid(let faults) {
            var writer = FieldWriter(visit: context.visit, scope: "fields.department", faults: faults)
            refusal.message = faults.compactMap { writer.fault($0.path) }.joined(separator: " ")
            return try await page(refusal: refusal, status: .unprocessableContent, context)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        let place = PageAddress.encoded(id)
        return .redirect(to: "/admin/departments?notice=saved&open=\(place)#department-\(place)", type: .normal)
    }

    private func page(
        open: String? = nil, refusal: DepartmentTree.Refusal? = nil, status: HTTPResponse.Status = .ok,
        _ context: PageContext
    ) async throws -> Response {
        let choices = try await ExtensionChoices(services, for: context.visit)
        let tree = DepartmentTree(
            callCenter: services.callCenter.current, settings: services.settings, choices: choices, open: open,
            refusal: refusal)
        let nodes = tree.content
        return renderer.page(
            .departments, title: context.visit.text("admin.departments.title"),
            [
                "nodes": nodes, "isEmpty": nodes.isEmpty, "extensionChoices": choices.content,
                "hasPBXs": services.pbxs.count > 1, "newPBXs": DepartmentDraft.pbxs(services.pbxs, chosen: nil),
            ], for: context.visit, status: status)
    }
}
