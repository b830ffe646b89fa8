import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore

/// `/v1/helpers`: who helps, and who does not want to be disturbed.
struct HelperRoutes: Sendable {
    let desk: any HelpRequestDesk

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.get("{extension}", use: show)
        group.put("{extension}/pause") { try await setPaused(true, $1) }
        group.delete("{extension}/pause") { try await setPaused(false, $1) }
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(["items": desk.helpers()])
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try await answer(context) { number throws(HelpDeskError) in try desk.helper(number) }
    }

    @Sendable
    private func setPaused(_ isPaused: Bool, _ context: AuthenticatedRequestContext) async throws -> Response {
        try await answer(context) { number async throws(HelpDeskError) in try await desk.setPaused(number, isPaused) }
    }

    private func answer(
        _ context: AuthenticatedRequestContext, _ order: (String) async throws(HelpDeskError) -> HelperStatus
    ) async throws -> Response {
        let text = context.parameters.get("extension") ?? ""
        let status: HelperStatus
        do throws(HelpDeskError) {
            status = try await order(text.removingPercentEncoding ?? text)
        } catch {
            throw Problem(error, number: "extension", logger: context.logger)
        }
        return try .json(status)
    }
}
