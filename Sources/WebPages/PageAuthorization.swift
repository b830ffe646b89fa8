import Administration
import HTTPTypes
import Hummingbird
import WebServer

/// A middleware that admits signed-in users with a role.
///
/// A user who is not signed in is sent to the login page, and then returns: after sending a form, to the form's page.
struct PageAuthorization: RouterMiddleware {
    typealias Context = VisitContext

    let role: UserRole

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        guard let visit = context.visit, let user = visit.user else {
            let page = request.method == .post ? PageVisitor.page(before: request) : request.uri.description
            let back = page.map { "?next=\(PageAddress.encoded($0))" } ?? ""
            return .redirect(to: "/login\(back)", type: .normal)
        }
        guard user.role >= role else { throw Problem.forbidden }
        return try await next(request, context)
    }
}
