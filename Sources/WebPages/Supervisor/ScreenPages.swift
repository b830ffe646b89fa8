import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/supervisor/tv`: the live view for a wall screen, large and without controls, for supervisors and for screens that
/// have opened a link.
struct ScreenPages: Sendable {
    let pages: PageRenderer
    let liveView: LiveViewContent
    let screens: ScreenLinkService
    let isSecure: Bool

    private var cookie: SessionCookie { .screen(isSecure: isSecure) }

    /// - Parameter group: the pages that anybody may see, behind a ``PageVisitor``.
    func add(to group: RouterGroup<VisitContext>) {
        group.get("supervisor/tv", use: show)
        group.get("supervisor/tv/wall", use: part)
    }

    @Sendable
    private func show(_ request: Request, context: VisitContext) async throws -> Response {
        if let secret = request.uri.queryParameters.get("link") { return try await open(secret, request, context) }
        guard let (view, visit) = try await look(request, context) else { return try refusal(request, context) }
        var content = try await content(view, visit, context.logger)
        // Without a signed-in user, the script cannot follow events.
        content["polls"] = visit.user == nil
        return pages.page(
            .tv, title: visit.text("navigation.supervisor"), content, for: visit, scripts: [.supervisor], refresh: 5)
    }

    @Sendable
    private func part(_ request: Request, context: VisitContext) async throws -> Response {
        guard let (view, visit) = try await look(request, context) else { return try refusal(request, context) }
        return pages.part(.liveView, try await content(view, visit, context.logger), for: visit)
    }

    private func content(_ view: RequestView, _ visit: PageVisit, _ logger: Logger) async throws -> PageContent {
        var content = try await liveView.content(of: view, phone: nil, isForEverybody: true, for: visit, logger)
        content["isTV"] = true
        return content
    }

    /// Returns the requests to show, and the visit; `nil` if nothing may be shown.
    private func look(
        _ request: Request, _ context: VisitContext
    ) async throws -> (view: RequestView, visit: PageVisit)? {
        guard var visit = context.visit else { return nil }
        visit.isEmbedded = true
        if let user = visit.user, user.role >= .supervisor { return (user.view, visit) }
        guard let secret = cookie.value(request.headers), let view = try await opened(secret, context) else {
            return nil
        }
        visit.signedIn = nil
        return (view, visit)
    }

    private func opened(_ secret: String, _ context: VisitContext) async throws -> RequestView? {
        try await withStorage(context.logger) {
            try await screens.opened(digest: TokenSecret.digest(of: secret))?.view
        }
    }

    /// Moves the secret to a cookie: everybody in the room could read it in the address.
    private func open(_ secret: String, _ request: Request, _ context: VisitContext) async throws -> Response {
        guard try await opened(secret, context) != nil else { return try withdrawn(context) }
        var response = Response.redirect(to: "/supervisor/tv", type: .normal)
        cookie.set(secret, &response)
        if let code = request.uri.queryParameters.get("language"), pages.folder.languages[code] != nil {
            response.setCookie(PageVisitor.choice(PageVisitor.languageCookie, code, isSecure: isSecure))
        }
        return response
    }

    private func refusal(_ request: Request, _ context: VisitContext) throws -> Response {
        if cookie.value(request.headers) != nil { return try withdrawn(context) }
        guard context.visit?.user == nil else { throw Problem.forbidden }
        return .redirect(to: "/login?next=\(PageAddress.encoded("/supervisor/tv"))", type: .normal)
    }

    private func withdrawn(_ context: VisitContext) throws -> Response {
        guard var visit = context.visit else { throw Problem.forbidden }
        visit.isEmbedded = true
        visit.signedIn = nil
        return pages.page(
            .refused, title: visit.text("screens.refused.title"), ["text": visit.text("screens.refused.text")],
            for: visit, status: .forbidden)
    }
}
