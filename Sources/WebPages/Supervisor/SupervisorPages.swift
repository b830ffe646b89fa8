import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/supervisor`: the open requests, and a supervisor's actions on them.
///
/// The forms work without scripts. With scripts, they are sent through the API, and every change updates the live view.
struct SupervisorPages: Sendable {
    let pages: PageRenderer
    let helpRequests: any HelpRequestService
    let liveView: LiveViewContent

    /// - Parameter group: the group `/supervisor`, for supervisors, its forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get(use: show)
        group.get("wall", use: part)
        group.post("requests/{id}/take", use: take)
        group.post("requests/{id}/join", use: join)
        group.post("presence", use: setPresence)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        try await page(context)
    }

    /// Sends only what changes, for the script.
    @Sendable
    private func part(_ request: Request, context: PageContext) async throws -> Response {
        pages.part(.liveView, try await content(context), for: context.visit)
    }

    private func page(_ context: PageContext, fault: Problem? = nil) async throws -> Response {
        var content = try await content(context)
        content.set("fault", fault.map(context.visit.words))
        return pages.page(
            .supervisor, title: context.visit.text("navigation.supervisor"), content, for: context.visit,
            status: fault?.status ?? .ok, scripts: [.supervisor], refresh: 5)
    }

    private func content(_ context: PageContext) async throws -> PageContent {
        let user = context.user
        var content = try await liveView.content(
            of: user.view, phone: user.extension, for: context.visit, context.logger)
        content.set("phone", user.extension)
        return content
    }

    @Sendable
    private func take(_ request: Request, context: PageContext) async throws -> Response {
        try await act(context) { id, phone throws(HelpDeskError) in
            try await helpRequests.take(id, by: phone)
        } isRung: { _, _ in
            true
        }
    }

    @Sendable
    private func join(_ request: Request, context: PageContext) async throws -> Response {
        guard let mode = CallMode(rawValue: context.form.text("mode")), mode.isCoaching else {
            throw Problem(.badRequest, code: "unsupported_mode", detail: "mode must be whisper, barge or listen")
        }
        return try await act(context) { id, phone throws(HelpDeskError) in
            try await helpRequests.join(id, by: phone, mode: mode)
        } isRung: { found, phone in
            // A supervisor who is already on the call only changes the mode.
            found.supervisors.last { $0.extension == phone }?.state == .ringing
        }
    }

    private func act(
        _ context: PageContext, _ order: (HelpRequestID, String) async throws(HelpDeskError) -> HelpRequest,
        isRung: (HelpRequest, String) -> Bool
    ) async throws -> Response {
        guard let phone = context.user.extension else { throw Problem.forbidden }
        let id = try await helpRequests.visible(
            context.parameters.get("id") ?? "", to: context.user.view, logger: context.logger
        ).id
        do throws(HelpDeskError) {
            let found = try await order(id, phone)
            return .redirect(to: isRung(found, phone) ? "/supervisor?notice=phoneRings" : "/supervisor", type: .normal)
        } catch {
            return try await page(context, fault: Problem(error, number: "extension", logger: context.logger))
        }
    }

    /// Sets the presence of the user, or of somebody in their departments.
    @Sendable
    private func setPresence(_ request: Request, context: PageContext) async throws -> Response {
        let number = context.form.number("extension")
        let state = try context.form.presence()
        do throws(HelpDeskError) {
            let person = try helpRequests.person(number)
            if Credential(context.user).admits(person) {
                _ = try await helpRequests.setPresence(state, of: number)
                return .redirect(to: "/supervisor", type: .normal)
            }
        } catch {
            return try await page(context, fault: Problem(error, number: "extension", logger: context.logger))
        }
        throw Problem.foreignPresence(number)
    }
}
