import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

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
        try .json(["items": desk.helpers().filter { context.credential.admits($0) }])
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let number = Self.number(context)
        return try await answer(context) { () throws(HelpDeskError) in
            let status = try desk.helper(number)
            guard context.credential.admits(status) else { throw .unknownHelper(number) }
            return status
        }
    }

    @Sendable
    private func setPaused(_ isPaused: Bool, _ context: AuthenticatedRequestContext) async throws -> Response {
        let number = Self.number(context)
        guard context.credential.directs(number) else { throw Problem.foreignPhone(number) }
        return try await answer(context) { () async throws(HelpDeskError) in
            try await desk.setPaused(number, isPaused)
        }
    }

    private func answer(
        _ context: AuthenticatedRequestContext, _ order: () async throws(HelpDeskError) -> HelperStatus
    ) async throws -> Response {
        let status: HelperStatus
        do throws(HelpDeskError) {
            status = try await order()
        } catch {
            throw Problem(error, number: "extension", logger: context.logger)
        }
        return try .json(status)
    }

    private static func number(_ context: AuthenticatedRequestContext) -> String {
        let text = context.parameters.get("extension") ?? ""
        return (text.removingPercentEncoding ?? text).plainNumber
    }
}
