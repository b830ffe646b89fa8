import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/supervisor`: the open requests as they are, and what a supervisor does about them.
///
/// The forms work without scripts. With them, they are sent through the API, and the wall is fetched anew whenever
/// something changes.
struct SupervisorPages: Sendable {
    let pages: PageRenderer
    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource

    /// - Parameter group: `/supervisor`, for supervisors, its forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get(use: show)
        group.get("wall", use: wall)
        group.get("tv", use: screen)
        group.get("tv/wall", use: screenWall)
        group.post("requests/{id}/take", use: take)
        group.post("requests/{id}/join", use: join)
        group.post("pause", use: pause)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        try await page(context)
    }

    /// Only what changes, for the script.
    @Sendable
    private func wall(_ request: Request, context: PageContext) async throws -> Response {
        pages.part(.wall, try await content(context), for: context.visit)
    }

    /// The wall for a screen on a wall: large, and without anything that could be pressed.
    @Sendable
    private func screen(_ request: Request, context: PageContext) async throws -> Response {
        var visit = context.visit
        visit.isEmbedded = true
        return pages.page(
            .tv, title: visit.text("navigation.supervisor"), try await screenContent(context), for: visit,
            scripts: [.supervisor], refresh: 5)
    }

    @Sendable
    private func screenWall(_ request: Request, context: PageContext) async throws -> Response {
        pages.part(.wall, try await screenContent(context), for: context.visit)
    }

    private func screenContent(_ context: PageContext) async throws -> PageContent {
        var content = try await wallContent(context, phone: nil)
        content["isTV"] = true
        return content
    }

    private func page(_ context: PageContext, fault: Problem? = nil) async throws -> Response {
        var content = try await content(context)
        content.set("fault", fault.map(context.visit.words))
        return pages.page(
            .supervisor, title: context.visit.text("navigation.supervisor"), content, for: context.visit,
            status: fault?.status ?? .ok, scripts: [.supervisor], refresh: 5)
    }

    private func content(_ context: PageContext) async throws -> PageContent {
        let reader = context.reader
        var content = try await wallContent(context, phone: reader.extension)
        if let phone = reader.extension {
            // A phone that may not be dialled can neither be rung nor paused.
            let status = try? helpRequests.helper(phone)
            content["phone"] = phone
            content["isPaused"] = status?.isPaused ?? false
            content["isHelper"] = status?.departments.isEmpty == false
        }
        return content
    }

    /// - Parameter phone: with which something can be done; `nil` only shows.
    private func wallContent(_ context: PageContext, phone: String?) async throws -> PageContent {
        let open = try await helpRequests.reading(context.logger) { try await helpRequests.requestsInProgress() }
        var content = OpenRequestsContent(
            callCenter: callCenter.current, language: context.visit.language, phone: phone
        ).content(open.filter(context.reader.view.admits))
        if let missed = context.visit.missedWords {
            content["missed"] = missed.short
            content["missedText"] = missed.long
        }
        return content
    }

    @Sendable
    private func take(_ request: Request, context: PageContext) async throws -> Response {
        try await act(context) { id, phone throws(HelpDeskError) in try await helpRequests.take(id, by: phone) }
    }

    @Sendable
    private func join(_ request: Request, context: PageContext) async throws -> Response {
        guard let mode = CallMode(rawValue: context.form.text("mode")), mode.isCoaching else {
            throw Problem(.badRequest, code: "unsupported_mode", detail: "mode must be whisper, barge or listen")
        }
        return try await act(context) { id, phone throws(HelpDeskError) in
            try await helpRequests.join(id, by: phone, mode: mode)
        }
    }

    private func act(
        _ context: PageContext, _ order: (HelpRequestID, String) async throws(HelpDeskError) -> HelpRequest
    ) async throws -> Response {
        guard let phone = context.reader.extension else { throw Problem.forbidden }
        let id = try await helpRequests.visible(
            context.parameters.get("id") ?? "", to: context.reader.view, logger: context.logger
        ).id
        do throws(HelpDeskError) {
            _ = try await order(id, phone)
        } catch {
            return try await page(context, fault: Problem(error, number: "extension", logger: context.logger))
        }
        return .redirect(to: "/supervisor?notice=phoneRings", type: .normal)
    }

    @Sendable
    private func pause(_ request: Request, context: PageContext) async throws -> Response {
        guard let phone = context.reader.extension else { throw Problem.forbidden }
        do throws(HelpDeskError) {
            _ = try await helpRequests.setPaused(phone, context.form.text("paused") == "true")
        } catch {
            return try await page(context, fault: Problem(error, number: "extension", logger: context.logger))
        }
        return .redirect(to: "/supervisor", type: .normal)
    }
}
