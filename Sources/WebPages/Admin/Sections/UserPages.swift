import Administration
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LocatedYAML
import Logging
import WebServer

/// `/admin/users`: the people who sign in, and what they may see.
struct UserPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.get("new") { _, context in
            try await form(UserForm(role: .operator), of: nil, context)
        }
        group.post("new", use: make)
        group.get("{id}", use: edit)
        group.post("{id}", use: change)
        group.post("{id}/password", use: setPassword)
        group.post("{id}/disable", use: setDisabled)
        group.post("{id}/remove", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let users = try await withStorage(context.logger) { try await services.users.users() }
        let rows = users.map { user -> PageContent in
            [
                "link": Self.path(user), "login": user.login, "userName": user.name,
                "role": visit.text("roles.\(user.role.rawValue)"),
                "extension": user.extensions.joined(separator: visit.text("layout.listSeparator")),
                "isDisabled": user.isDisabled,
            ]
        }
        return renderer.page(
            .users, title: visit.text("admin.users.title"), ["rows": rows, "isEmpty": rows.isEmpty], for: visit)
    }

    @Sendable
    private func edit(_ request: Request, context: PageContext) async throws -> Response {
        let user = try await user(context)
        return try await form(UserForm(user), of: user, context)
    }

    @Sendable
    private func make(_ request: Request, context: PageContext) async throws -> Response {
        let form = UserForm(context.form)
        if context.form.has("action") { return try await self.form(form, of: nil, context) }
        do throws(AdministrationError) {
            try await withOperator(form, by: context.user.author) { () throws(AdministrationError) in
                _ = try await services.users.make(form.draft, password: form.password, by: context.user.author)
            }
            return .redirect(to: "/admin/users?notice=saved", type: .normal)
        } catch {
            return try await self.form(form, of: nil, faults: try faults(error, context), context)
        }
    }

    @Sendable
    private func change(_ request: Request, context: PageContext) async throws -> Response {
        let user = try await user(context)
        let form = UserForm(context.form)
        let tag = context.form.text("tag")
        // What was filled in before the session ended is shown again; only the form's own button stores it.
        if context.form.has("action") { return try await self.form(form, of: user, tag: tag, context) }
        // Somebody else has changed the user since the form was shown.
        guard tag == Self.tag(user) else {
            return try await self.form(form, of: user, isOvertaken: true, context)
        }
        return try await settle(user, form, context) { () throws(AdministrationError) in
            try await withOperator(form, by: context.user.author) { () throws(AdministrationError) in
                _ = try await services.users.change(user.id, to: form.draft, by: context.user.author)
            }
        }
    }

    @Sendable
    private func setPassword(_ request: Request, context: PageContext) async throws -> Response {
        let user = try await user(context)
        let password = context.form.value("password") ?? ""
        return try await settle(user, UserForm(user), context) { () throws(AdministrationError) in
            try await services.users.setPassword(password, of: user.id, by: context.user.author)
        }
    }

    @Sendable
    private func setDisabled(_ request: Request, context: PageContext) async throws -> Response {
        let user = try await user(context)
        let isDisabled = context.form.text("disabled") == "yes"
        return try await settle(user, UserForm(user), context) { () throws(AdministrationError) in
            _ = try await services.users.setDisabled(isDisabled, user.id, by: context.user.author)
        }
    }

    @Sendable
    private func remove(_ request: Request, context: PageContext) async throws -> Response {
        let user = try await user(context)
        return try await settle(user, UserForm(user), notice: "removed", context) { () throws(AdministrationError) in
            try await services.users.remove(user.id, by: context.user.author)
        }
    }

    /// Changes a user and redirects to the list, or shows the form with the faults.
    private func settle(
        _ user: User, _ form: UserForm, notice: String = "saved", _ context: PageContext,
        _ work: () async throws(AdministrationError) -> Void
    ) async throws -> Response {
        do throws(AdministrationError) {
            try await work()
            return .redirect(to: "/admin/users?notice=\(notice)", type: .normal)
        } catch {
            return try await self.form(form, of: user, faults: try faults(error, context), context)
        }
    }

    private func form(
        _ form: UserForm, of user: User?, tag: String? = nil, faults: [LocatedProblem] = [],
        isOvertaken: Bool = false, _ context: PageContext
    ) async throws -> Response {
        let visit = context.visit
        var writer = FieldWriter(visit: visit, scope: "fields.user", faults: faults)
        var content = form.fields(
            &writer, departments: services.settings.settings(.department), renderer.folder.languages)
        content["extensionChoices"] = try await ExtensionChoices(services, for: visit).content
        content["isNew"] = user == nil
        content["isRestorable"] = true
        // The password of an existing user has its own form.
        content["isRestored"] = user == nil && context.form.isRestored
        content["isUnsaved"] = context.form.has("sent")
        content["target"] = user.map(Self.path) ?? "/admin/users/new"
        content["list"] = "/admin/users"
        content["tag"] = tag ?? user.map(Self.tag) ?? ""
        content["isOvertaken"] = isOvertaken
        content["rest"] = writer.rest
        content["hasRest"] = !writer.rest.isEmpty
        content["hasFaults"] = !faults.isEmpty
        content["isInUse"] = false
        content["isDisabled"] = user?.isDisabled ?? false
        content["removal"] = visit.text("admin.users.removal", ["name": user?.name ?? ""])
        let status: HTTPResponse.Status = isOvertaken ? .conflict : faults.isEmpty ? .ok : .unprocessableContent
        return renderer.page(
            .user, title: user?.name ?? visit.text("admin.users.add"), content, for: visit, status: status)
    }

    private func user(_ context: PageContext) async throws -> User {
        let id = context.parameters.get("id") ?? ""
        guard let user = try await withStorage(context.logger, { try await services.users.user(id) }) else {
            throw Problem(.notFound, code: "unknown_user", detail: "there is no user with the id \(id.prefix(64))")
        }
        return user
    }

    private func faults(_ refusal: AdministrationError, _ context: PageContext) throws -> [LocatedProblem] {
        switch refusal {
        case .invalid(let faults): return faults
        case .lastAdministrator: return [LocatedProblem(path: "", message: context.visit.text("admin.users.lastAdmin"))]
        case .busy: return [LocatedProblem(path: "", message: context.visit.text("admin.users.busy"))]
        case .unknown: throw Problem(.notFound, code: "unknown_user", detail: "the user is gone")
        default: throw Problem(refusal, logger: context.logger)
        }
    }

    static func path(_ user: User) -> String { "/admin/users/\(PageAddress.encoded(user.id))" }

    /// Returns a tag that changes with the values that the form shows.
    private static func tag(_ user: User) -> String {
        let parts = [
            user.login, user.name, user.role.rawValue, user.extension ?? "",
            user.otherExtensions.joined(separator: ","), user.departments.joined(separator: ","),
            user.language ?? "",
        ]
        return TokenSecret.digest(of: parts.joined(separator: "\u{0}"))
    }
}
