import Administration
import HTTPTypes
import Hummingbird
import WebServer

/// Lets in who is signed in and may see what is behind it. Who is not signed in is asked to, and comes back.
struct PageGate: RouterMiddleware {
    typealias Context = VisitContext

    let role: UserRole

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        guard let visit = context.visit, let reader = visit.reader else {
            let back = request.method == .post ? "" : "?next=\(PageAddress.encoded(request.uri.description))"
            return .redirect(to: "/login\(back)", type: .normal)
        }
        guard reader.role >= role else { throw Problem.forbidden }
        return try await next(request, context)
    }
}
