import HTTPTypes
import Hummingbird

/// Lets in who is signed in and may see what is behind it. Who is not signed in is asked to, and comes back.
struct PageGate: RouterMiddleware {
    typealias Context = WebRequestContext

    let role: UserRole

    func handle(
        _ request: Request, context: WebRequestContext, next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let visit = context.visit, let reader = visit.reader else {
            let back = request.method == .post ? "" : "?next=\(PageAddress.encoded(request.uri.description))"
            return .redirect(to: "/login\(back)", type: .normal)
        }
        guard reader.role >= role else { throw Problem.forbidden }
        return try await next(request, context)
    }
}
