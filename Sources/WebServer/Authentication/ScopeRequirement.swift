public import Administration
import HTTPTypes
public import Hummingbird

/// Rejects a request whose credential lacks the scope.
public struct ScopeRequirement: RouterMiddleware {
    public typealias Context = AuthenticatedRequestContext

    private let scope: Scope

    public init(scope: Scope) {
        self.scope = scope
    }

    public func handle(
        _ request: Request, context: AuthenticatedRequestContext,
        next: (Request, AuthenticatedRequestContext) async throws -> Response
    ) async throws -> Response {
        try context.credential.require(scope)
        return try await next(request, context)
    }
}

extension Problem {
    static func insufficientScope(_ scope: Scope) -> Problem {
        Problem(
            .forbidden, code: "insufficient_scope", detail: "this needs the scope \(scope.rawValue)",
            headers: [.wwwAuthenticate: "Bearer error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""])
    }
}
