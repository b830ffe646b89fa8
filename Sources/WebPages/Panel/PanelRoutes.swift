import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// `/panel`: the operator's one button, and what becomes of their request.
///
/// The page works without scripts: its forms are sent here, and it is loaded anew while a request is open. With them, it
/// uses the API, and fetches from here only how a request stands in words.
struct PanelRoutes: Sendable {
    /// Holds the operator's extension that somebody has chosen.
    private static let choiceCookie = "helpbridge-operator"
    private static let recent = 5

    let pages: PageRenderer
    let desk: any HelpRequestDesk
    let callCenter: any CallCenterSource
    let sessions: Sessions
    let embed: EmbedVerifier?
    let isSecure: Bool

    /// - Parameters:
    ///   - open: pages that anybody may see, behind a ``PageVisitor``.
    ///   - guarded: pages of those who are signed in, their forms checked.
    func add(to open: RouterGroup<VisitContext>, _ guarded: RouterGroup<PageContext>) {
        open.get("panel", use: show)
        open.get("panel/requests/{id}", use: request)
        guarded.post("panel/requests", use: ask)
        guarded.post("panel/requests/{id}/cancel", use: cancel)
        guarded.post("panel/operator", use: choose)
    }

    @Sendable
    private func show(_ request: Request, context: VisitContext) async throws -> Response {
        guard var visit = context.visit else { throw Problem.forbidden }
        if let token = request.uri.queryParameters.get("embed") {
            let (caller, refusal) = try await embedded(token, context)
            visit.isEmbedded = true
            // A frame's cookies are not ours to set: the language comes with the address.
            if let language = request.uri.queryParameters.get("language").flatMap({ pages.folder.languages[$0] }) {
                visit.language = language
            }
            guard let caller else {
                context.logger.notice("refused a CRM's token", metadata: ["reason": "\(refusal ?? "")"])
                return pages.page(
                    .refused, title: visit.text("panel.refused.title"), for: visit,
                    status: .forbidden, security: security)
            }
            return try await page(caller, request, visit, context.logger)
        }
        guard let reader = visit.reader else {
            return .redirect(to: "/login?next=\(PageAddress.encoded(request.uri.description))", type: .normal)
        }
        return try await page(PanelCaller(reader), request, visit, context.logger)
    }

    /// A CRM's page may show this one; nobody else's.
    private var security: PageSecurity {
        var security = PageSecurity()
        guard let embed, !embed.frameAncestors.isEmpty else { return security }
        security.frameAncestors = embed.frameAncestors.joined(separator: " ")
        // The address holds the CRM's token.
        security.referrer = "no-referrer"
        return security
    }

    private func embedded(
        _ token: String, _ context: VisitContext
    ) async throws -> (caller: PanelCaller?, refusal: String?) {
        guard let embed else { return (nil, "http.embed is not configured") }
        let guest: EmbeddedOperator
        do throws(EmbedVerifier.Refusal) {
            guest = try await embed.verify(token)
        } catch {
            return (nil, error.description)
        }
        let (_, secret) = try await storing(context.logger) { try await sessions.begin(.embedded(guest)) }
        return (PanelCaller(guest, bearer: secret), nil)
    }

    private func page(
        _ caller: PanelCaller, _ request: Request, _ visit: PageVisit, _ logger: Logger, fault: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let current = callCenter.current
        let number = caller.own ?? chosen(request, caller, current)
        var content: PageContent = [
            "caller": caller.name, "choices": caller.choices(number, in: current), "canChoose": caller.own == nil,
        ]
        content.set("bearer", caller.bearer)
        content.set("fault", fault)
        var isOpen = false
        if let number {
            let recent = try await desk.reading(logger) {
                try await desk.requests(HelpRequestQuery(operator: number, limit: Self.recent))
            }
            content["form"] = caller.form(number, in: current)
            let panel = PanelRequestContent(callCenter: current, language: visit.language)
            // A request that is shown by its id, or the one that is open.
            let shown = request.uri.queryParameters.get("request")
            if let first = recent.first(where: { shown == nil ? !$0.state.isEnd : $0.id.text == shown }) {
                content["request"] = panel.content(first)
                isOpen = !first.state.isEnd
            }
        }
        content["isOpen"] = isOpen
        return pages.page(
            .panel, title: visit.text("panel.title"), content, for: visit, status: status,
            scripts: [.panel], security: caller.bearer == nil ? PageSecurity() : security,
            refresh: isOpen ? 3 : nil)
    }

    private func chosen(_ request: Request, _ caller: PanelCaller, _ callCenter: CallCenter) -> String? {
        let number = request.cookies[Self.choiceCookie]?.value
        return caller.operators(in: callCenter).first { $0.extension == number }?.extension
    }

    /// How one request stands, as a part of the page.
    @Sendable
    private func request(_ request: Request, context: VisitContext) async throws -> Response {
        guard var visit = context.visit else { throw Problem.forbidden }
        let caller = try await caller(request, context)
        if let language = request.uri.queryParameters.get("language").flatMap({ pages.folder.languages[$0] }) {
            visit.language = language
        }
        let found = try await desk.visible(
            context.parameters.get("id") ?? "", to: caller.view, logger: context.logger)
        let panel = PanelRequestContent(callCenter: callCenter.current, language: visit.language)
        return pages.part(.request, ["request": panel.content(found)], for: visit)
    }

    private func caller(_ request: Request, _ context: VisitContext) async throws -> PanelCaller {
        if let reader = context.visit?.reader { return PanelCaller(reader) }
        guard let secret = request.headers[.authorization]?.split(separator: " ").last.map(String.init),
            let session = try await storing(context.logger, { try await sessions.embedded(secret) }),
            case .embedded(let guest) = session.holder
        else { throw Problem.sessionOver }
        return PanelCaller(guest, bearer: secret)
    }

    @Sendable
    private func ask(_ request: Request, context: PageContext) async throws -> Response {
        let caller = PanelCaller(context.reader)
        let form = context.form
        let draft = HelpRequestDraft(
            operator: caller.own ?? form.number("operator"), route: form.number("route"),
            customer: form.line("customer"), reason: form.line("reason"),
            urgency: form.has("emergency") ? .emergency : .normal)
        let accepted: HelpRequest
        do {
            guard caller.view.admits(draft, in: callCenter.current) else {
                throw HelpDeskError.unknownOperator(draft.operator)
            }
            accepted = try await desk.submit(draft)
        } catch let error as HelpDeskError {
            let problem = Problem(error, logger: context.logger)
            return try await page(
                caller, request, context.visit, context.logger, fault: context.visit.words(for: problem),
                status: problem.status)
        }
        return .redirect(to: "/panel?request=\(accepted.id)", type: .normal)
    }

    @Sendable
    private func cancel(_ request: Request, context: PageContext) async throws -> Response {
        let id = try await desk.visible(
            context.parameters.get("id") ?? "", to: context.reader.view, logger: context.logger
        ).id
        do throws(HelpDeskError) {
            _ = try await desk.cancel(id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return .redirect(to: "/panel?request=\(id)", type: .normal)
    }

    @Sendable
    private func choose(_ request: Request, context: PageContext) async throws -> Response {
        let caller = PanelCaller(context.reader)
        let number = context.form.number("operator")
        guard caller.operators(in: callCenter.current).contains(where: { $0.extension == number }) else {
            throw Problem.unknownOperator(number)
        }
        var response = Response.redirect(to: "/panel", type: .normal)
        response.setCookie(
            Cookie(
                name: Self.choiceCookie, value: number, maxAge: 365 * 86_400, path: "/", secure: isSecure,
                httpOnly: true, sameSite: .lax))
        return response
    }
}
