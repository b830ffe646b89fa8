import HTTPTypes
import Hummingbird

/// Lets through who may.
struct ScopeRequirement: RouterMiddleware {
    typealias Context = AuthenticatedRequestContext

    let scope: Scope

    func handle(
        _ request: Request, context: AuthenticatedRequestContext,
        next: (Request, AuthenticatedRequestContext) async throws -> Response
    ) async throws -> Response {
        try context.credential.require(scope)
        return try await next(request, context)
    }
}
