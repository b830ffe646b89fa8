import Administration
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/v1/tokens`: the tokens for the API.
struct TokenRoutes: Sendable {
    private static let maximumBodyBytes = 8 * 1024

    let service: TokenService

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.post(use: make)
        group.get("{id}", use: show)
        group.put("{id}", use: put)
        group.delete("{id}", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let tokens = try await withStorage(context.logger) { try await service.tokens() }
        return try .json(["items": tokens.map { TokenBody(record: $0) }])
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try response(try await token(context))
    }

    @Sendable
    private func make(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let draft = try TokenForm.draft(
            try await request.jsonTree(upTo: Self.maximumBodyBytes), by: context.credential)
        let made = try await refusing(context) { () throws(AdministrationError) in
            try await service.make(draft, by: context.credential)
        }
        var response = try response(made.token, token: made.secret.text, status: .created)
        response.headers[.location] = "/v1/tokens/\(made.token.id)"
        return response
    }

    @Sendable
    private func put(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let stored = try await token(context)
        let draft = try TokenForm.draft(
            try await request.jsonTree(upTo: Self.maximumBodyBytes), by: context.credential)
        switch request.condition {
        case .none: throw Problem.unconditional("token")
        case .exists: break
        case .isNew: throw Problem.changed("token")
        case .matches(let tags):
            guard tags.contains(try TokenBody.tag(stored)) else { throw Problem.changed("token") }
        }
        let changed = try await refusing(context) { () throws(AdministrationError) in
            try await service.change(stored, to: draft, by: context.credential)
        }
        guard let changed else { throw Problem.changed("token") }
        return try response(changed)
    }

    @Sendable
    private func remove(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        switch request.condition {
        case .none, .exists: break
        case .isNew: throw Problem.changed("token")
        case .matches(let tags):
            guard tags.contains(try TokenBody.tag(try await token(context))) else { throw Problem.changed("token") }
        }
        let isRevoked = try await refusing(context) { () throws(AdministrationError) in
            try await service.revoke(id, by: context.credential)
        }
        guard isRevoked else { throw Self.unknown(id) }
        return Response(status: .noContent)
    }

    private func token(_ context: AuthenticatedRequestContext) async throws -> APIToken {
        let id = context.parameters.get("id") ?? ""
        guard let token = try await withStorage(context.logger, { try await service.token(id) }) else {
            throw Self.unknown(id)
        }
        return token
    }

    private func refusing<Value: Sendable>(
        _ context: AuthenticatedRequestContext, _ work: () async throws(AdministrationError) -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch {
            throw Problem(error, logger: context.logger)
        }
    }

    private static func unknown(_ id: String) -> Problem {
        Problem(.notFound, code: "unknown_token", detail: "there is no token with the id \(id.prefix(64))")
    }

    private func response(
        _ record: APIToken, token: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = try Response.json(TokenBody(record: record, token: token), status: status)
        response.headers[.eTag] = "\"\(try TokenBody.tag(record))\""
        return response
    }
}
