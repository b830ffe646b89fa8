import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/login` and `/logout`.
struct LoginRoutes: Sendable {
    private static let maximumFormBytes = 8 * 1024
    private static let pageSecretPrefix = "hbl_"

    /// The reason why a sign-in was refused, by its key under `login.faults`.
    private enum Fault: String {
        case stale
        case wrong
        case slow
        case busy
    }

    let pages: PageRenderer
    let sessions: SessionService
    let service: SignInService
    let addresses: ClientAddress
    let cookie: SessionCookie
    /// The cookie with the secret of a login page, so that only our own page can be sent back.
    let pageCookie: SessionCookie

    /// - Parameter group: the pages that anybody may see, behind a ``PageVisitor``.
    func add(to group: RouterGroup<VisitContext>) {
        group.get("login", use: show)
        group.post("login", use: signIn)
        group.post("logout", use: signOut)
    }

    @Sendable
    private func show(_ request: Request, context: VisitContext) async throws -> Response {
        let next = PageAddress.local(request.uri.queryParameters.get("next"))
        if let user = context.visit?.user { return .redirect(to: next ?? user.home, type: .normal) }
        return try page(request, context, next: next)
    }

    @Sendable
    private func signIn(_ request: Request, context: VisitContext) async throws -> Response {
        let type = request.headers[.contentType] ?? ""
        let body = Array(try await request.body(upTo: Self.maximumFormBytes).readableBytesView)
        guard let form = PageForm(body, type: type) else { throw Problem.unsupportedForm(type) }
        let next = PageAddress.local(form.value("next"))
        let login = form.text("login")
        guard let secret = pageCookie.value(request.headers),
            AntiForgery.isValid(form.value(FormGuard.field), for: secret)
        else {
            return try page(request, context, next: next, login: login, fault: .stale, status: .forbidden)
        }
        let address = addresses.origin(request, peer: context.peer)
        let metadata: Logger.Metadata = [
            "login": "\(UserDraft.normalized(login: login).prefix(64))", "address": "\(address)",
        ]
        let outcome = try await withStorage(context.logger) {
            try await service.signIn(
                login: login, password: form.value("password") ?? "", address: address,
                replacing: cookie.value(request.headers))
        }
        switch outcome {
        case .signedIn(let user, let secret):
            var response = Response.redirect(to: next ?? user.home, type: .normal)
            cookie.set(secret, &response)
            pageCookie.clear(&response)
            context.logger.info("signed in", metadata: ["login": "\(user.login)"])
            return response
        case .wrong:
            context.logger.notice("sign-in failed", metadata: metadata)
            return try page(request, context, next: next, login: login, fault: .wrong, status: .forbidden)
        case .wait(let wait):
            let seconds = Int(wait.components.seconds) + 1
            context.logger.warning(
                "refused an attempt to sign in: too many before it",
                metadata: metadata.merging(["seconds": "\(seconds)"]) { $1 })
            return try page(
                request, context, next: next, login: login, fault: .slow, status: .tooManyRequests, wait: seconds)
        case .busy:
            return try page(
                request, context, next: next, login: login, fault: .busy, status: .serviceUnavailable, wait: 5)
        }
    }

    @Sendable
    private func signOut(_ request: Request, context: VisitContext) async throws -> Response {
        var response = Response.redirect(to: "/login?notice=signedOut", type: .normal)
        guard let secret = cookie.value(request.headers),
            let session = try await withStorage(context.logger, { try await sessions.user(secret) })
        else { return response }
        let type = request.headers[.contentType] ?? ""
        let body = Array(try await request.body(upTo: Self.maximumFormBytes).readableBytesView)
        guard AntiForgery.isValid(PageForm(body, type: type)?.value(FormGuard.field), for: secret) else {
            throw Problem.untrustedForm
        }
        try await withStorage(context.logger) { try await sessions.end(session) }
        cookie.clear(&response)
        return response
    }

    private func page(
        _ request: Request, _ context: VisitContext, next: String?, login: String = "", fault: Fault? = nil,
        status: HTTPResponse.Status = .ok, wait: Int? = nil
    ) throws -> Response {
        guard let visit = context.visit else { throw Problem.forbidden }
        let secret = pageCookie.value(request.headers) ?? TokenSecret(prefix: Self.pageSecretPrefix).text
        var content: PageContent = ["login": login, "csrf": AntiForgery.token(for: secret)]
        content.set("next", next)
        content.set(
            "fault",
            fault.map {
                visit.text("login.faults.\($0.rawValue)", ["seconds": visit.language.dates.number(wait ?? 0)])
            })
        var response = pages.page(
            .login, title: visit.text("login.title"), content, for: visit, status: status)
        response.headers[.retryAfter] = wait.map(String.init)
        pageCookie.set(secret, &response)
        return response
    }
}
