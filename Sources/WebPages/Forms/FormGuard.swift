import Crypto
import HTTPTypes
import Hummingbird
import WebServer

/// A middleware that reads every form that is sent to a page, and refuses a form that does not come from our pages.
///
/// Such a form lacks the token of the user's session (the synchronizer token of OWASP's cheat sheet on CSRF). Users who
/// have signed in again in another tab are sent back to the page.
struct FormGuard: RouterMiddleware {
    typealias Context = VisitContext

    /// The name of the token's field.
    static let field = "csrf"
    /// The header in which scripts send the token.
    static let header = HTTPField.Name("X-CSRF-Token")!

    /// The largest size of a form, in bytes.
    var maximumFormBytes = 256 * 1_024

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        let type = request.headers[.contentType] ?? ""
        let form = PageForm(Array(try await request.body(upTo: maximumFormBytes).readableBytesView), type: type)
        guard let expected = context.visit?.signedIn?.csrfToken,
            Self.isSame(form?.value(Self.field) ?? request.headers[Self.header], expected)
        else { return try Self.refusal(of: request) }
        guard let form else { throw Problem.unsupportedForm(type) }
        var context = context
        context.form = form
        return try await next(request, context)
    }

    /// Shows a page that is older than its browser's sign-in again, with the new token.
    ///
    /// - Throws: `Problem.untrustedForm` for a script, or if the page is not known.
    private static func refusal(of request: Request) throws -> Response {
        guard request.headers[.accept]?.contains("text/html") == true, let page = PageVisitor.page(before: request)
        else { throw Problem.untrustedForm }
        return .redirect(to: "\(page)?notice=stale", type: .normal)
    }

    /// Compares in a time that does not depend on what was sent.
    private static func isSame(_ sent: String?, _ expected: String) -> Bool {
        guard let sent, !expected.isEmpty else { return false }
        return SHA256.hash(data: Array(sent.utf8)) == SHA256.hash(data: Array(expected.utf8))
    }
}

extension Problem {
    static let untrustedForm = Problem(
        .forbidden, code: "untrusted_form",
        detail: "the form lacks the token of its page, or its session is over: open the page again")

    static func unsupportedForm(_ type: String) -> Problem {
        Problem(
            .unsupportedMediaType, code: "unsupported_form",
            detail: "the body is announced as \(type.prefix(100)); send it as a browser sends a form")
    }
}
