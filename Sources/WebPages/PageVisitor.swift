import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import Logging
import WebServer

/// A middleware that determines the user and the language of a page before the page is rendered.
struct PageVisitor: RouterMiddleware {
    typealias Context = VisitContext

    static let languageCookie = "helpbridge_language"
    static let themeCookie = "helpbridge_theme"
    /// The cookie that holds the operator's extension on which the user chose to ask.
    static let operatorCookie = "helpbridge-operator"

    let signedInUsers: any SignedInUserSource
    let folder: PageFolder
    let callCenter: any CallCenterSource
    let missed: MissedRequestService
    /// Whether the site is reached over TLS only; otherwise, a trusted proxy may say so for a request.
    var isSecure = false

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let signedIn = try await withStorage(context.logger) { try await signedInUsers.user(of: request.headers) }
        context.visit = Self.visit(request, signedIn: signedIn, languages: folder.languages, isSecure: isSecure)
        guard let user = signedIn?.user else { return try await next(request, context) }
        context.visit?.presence = user.extension.map(callCenter.current.presence)
        if user.role >= .supervisor {
            let missed = await missedCount(for: user, context.logger)
            context.visit?.missed = missed
        }
        return try await Origin.with(author: user.author) { [context] in try await next(request, context) }
    }

    /// A page is of use also without it.
    private func missedCount(for user: User, _ logger: Logger) async -> Int? {
        do {
            return try await missed.count(in: user.view)
        } catch {
            logger.warning("missed requests cannot be counted", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Returns a cookie with which the browser remembers a user's choice for a year.
    static func choice(_ name: String, _ value: String, isSecure: Bool) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: 365 * 86_400, path: "/", secure: isSecure || ForwardedScheme.isSecure,
            httpOnly: true, sameSite: .lax)
    }

    static func visit(
        _ request: Request, signedIn: SignedInUser?, languages: PageLanguages, isSecure: Bool = false
    ) -> PageVisit {
        PageVisit(
            signedIn: signedIn,
            language: languages.language(
                chosen: request.cookies[languageCookie]?.value ?? signedIn?.user.language,
                accepting: request.headers[.acceptLanguage]),
            theme: request.cookies[themeCookie].flatMap { PageTheme(rawValue: $0.value) } ?? .system,
            address: address(request),
            origin: "\(isSecure || ForwardedScheme.isSecure ? "https" : "http")://\(request.head.authority ?? "")",
            notice: request.uri.queryParameters.get("notice"),
            lastOperator: request.cookies[operatorCookie]?.value)
    }

    /// Returns the address to come back to: for a form that was sent, the page that contains the form.
    private static func address(_ request: Request) -> String {
        guard request.method == .post else { return request.uri.description }
        return page(before: request) ?? request.uri.path
    }

    /// Returns the page of this site from which the browser comes, if the browser reports it.
    static func page(before request: Request) -> String? {
        let page = request.headers[.referer].flatMap { URLComponents(string: $0)?.percentEncodedPath }
        return PageAddress.local(page)
    }
}
