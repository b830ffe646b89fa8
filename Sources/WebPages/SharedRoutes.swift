import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import WebEncoding
import WebServer

/// The routes that all pages share: `/`, the assets, the choice of a language and of a theme.
struct SharedRoutes: Sendable {
    let folder: PageFolder
    /// Whether the site is reached over TLS only, so that cookies can be limited to it.
    var isSecure = false

    /// - Parameters:
    ///   - router: the router to which the assets are added.
    ///   - group: the pages that anybody may see, behind a ``PageVisitor``.
    func add(to router: Router<WebRequestContext>, _ group: RouterGroup<VisitContext>) {
        router.get("assets/{digest}/{name}", use: asset)
        group.get(use: home)
        group.get("language/{code}", use: chooseLanguage)
        group.get("theme/{name}", use: chooseTheme)
    }

    @Sendable
    private func home(_ request: Request, context: VisitContext) async throws -> Response {
        .redirect(to: context.visit?.user?.home ?? "/login", type: .normal)
    }

    @Sendable
    private func chooseLanguage(_ request: Request, context: VisitContext) async throws -> Response {
        guard let code = context.parameters.get("code"), folder.languages[code] != nil else {
            throw Problem.unknownPath
        }
        return remembering(PageVisitor.languageCookie, code, request)
    }

    @Sendable
    private func chooseTheme(_ request: Request, context: VisitContext) async throws -> Response {
        guard let theme = PageTheme(rawValue: context.parameters.get("name") ?? "") else { throw Problem.unknownPath }
        return remembering(PageVisitor.themeCookie, theme.rawValue, request)
    }

    /// Redirects to the page on which the choice was made, and lets the browser remember the choice for a year.
    private func remembering(_ cookie: String, _ value: String, _ request: Request) -> Response {
        let next = PageAddress.local(request.uri.queryParameters.get("next")) ?? "/"
        var response = Response.redirect(to: next, type: .normal)
        response.setCookie(PageVisitor.choice(cookie, value, isSecure: isSecure))
        return response
    }

    @Sendable
    private func asset(_ request: Request, context: WebRequestContext) async throws -> Response {
        let assets = folder.assets
        guard let asset = assets[context.parameters.get("name") ?? ""] else { throw Problem.unknownPath }
        let gzip = ContentCoding.acceptsGzip(request.headers[.acceptEncoding]) ? asset.gzip : nil
        // Two codings of one resource need two tags (RFC 9110, section 8.8.3.3).
        let tag = "\"\(assets.digest)\(gzip == nil ? "" : "-gzip")\""
        // A page of another version of the program asks with another digest, and must revalidate the file that it gets.
        let isCurrent = context.parameters.get("digest") == assets.digest
        var headers: HTTPFields = [
            .eTag: tag, .contentType: asset.type, .vary: "Accept-Encoding",
            .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if request.headers[.ifNoneMatch]?.contains(tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        if gzip != nil { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: gzip ?? asset.bytes)))
    }
}
