import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/v1/helpers`: the helpers; `/v1/presence`: which helpers and operators may be rung, and since when.
struct HelperRoutes: Sendable {
    private static let maximumBodyBytes = 1 << 10

    let helpRequests: any HelpRequestService

    func add(to helpers: RouterGroup<AuthenticatedRequestContext>, _ presence: RouterGroup<AuthenticatedRequestContext>)
    {
        helpers.get(use: list)
        helpers.get("{extension}", use: show)
        helpers.put("{extension}/pause") { try await set(.busy, $1) }
        helpers.delete("{extension}/pause") { try await set(.online, $1) }
        presence.get(use: listPeople)
        presence.get("{extension}", use: showPerson)
        presence.put("{extension}", use: setPresence)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(["items": helpRequests.helpers.filter(context.credential.admits)])
    }

    @Sendable
    private func listPeople(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(["items": helpRequests.people.filter(context.credential.admits)])
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try await visible(context, helpRequests.helper)
    }

    @Sendable
    private func showPerson(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try await visible(context, helpRequests.person)
    }

    private func visible(
        _ context: AuthenticatedRequestContext, _ status: (String) throws(HelpDeskError) -> PersonStatus
    ) async throws -> Response {
        let number = Self.number(context)
        return try await answer(context) { () throws(HelpDeskError) in
            let status = try status(number)
            guard context.credential.admits(status) else { throw .unknownHelper(number) }
            return status
        }
    }

    @Sendable
    private func setPresence(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var form = try JSONForm(
            try await request.jsonBody(upTo: Self.maximumBodyBytes), fields: ["state", "presence"],
            example: #"{"state":"break"}"#)
        // It has this name in every answer.
        let presence = form.choice("presence", of: Presence.State.allCases)
        let state =
            form.holds("presence")
            ? form.choice("state", of: Presence.State.allCases)
            : form.requiredChoice("state", of: Presence.State.allCases)
        if let presence, let state, presence != state { form.report("presence", "must be the same as state") }
        try form.check()
        return try await set(state ?? presence ?? .online, context)
    }

    private func set(_ state: Presence.State, _ context: AuthenticatedRequestContext) async throws -> Response {
        let number = Self.number(context)
        return try await answer(context) { () async throws in
            guard context.credential.admits(try helpRequests.person(number)) else {
                throw Problem.foreignPresence(number)
            }
            return try await helpRequests.setPresence(state, of: number)
        }
    }

    private func answer(
        _ context: AuthenticatedRequestContext, _ order: () async throws -> PersonStatus
    ) async throws -> Response {
        do {
            return try .json(await order())
        } catch let error as HelpDeskError {
            throw Problem(error, number: "extension", logger: context.logger)
        }
    }

    private static func number(_ context: AuthenticatedRequestContext) -> String {
        let text = context.parameters.get("extension") ?? ""
        return (text.removingPercentEncoding ?? text).plainNumber
    }
}
