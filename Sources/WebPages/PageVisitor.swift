import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import Logging
import WebServer

/// Finds out, before a page is made, who looks at it and in which language.
struct PageVisitor: RouterMiddleware {
    typealias Context = VisitContext

    static let languageCookie = "helpbridge_language"
    static let themeCookie = "helpbridge_theme"
    /// Holds the operator's extension that somebody has chosen to ask on.
    static let operatorCookie = "helpbridge-operator"

    let signedInUsers: any SignedInUserSource
    let folder: PageFolder
    let callCenter: any CallCenterSource
    let missed: MissedRequestService
    /// Whether the site is reached over TLS only; else a trusted proxy may say so of a request.
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

    /// A cookie by which the browser remembers for a year what somebody has chosen.
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

    /// What a form was sent to is no place to come back to; the page that it stood on is.
    private static func address(_ request: Request) -> String {
        guard request.method == .post else { return request.uri.description }
        return page(before: request) ?? request.uri.path
    }

    /// The page of ours from which the browser comes, if it says so.
    static func page(before request: Request) -> String? {
        let page = request.headers[.referer].flatMap { URLComponents(string: $0)?.percentEncodedPath }
        return PageAddress.local(page)
    }
}
