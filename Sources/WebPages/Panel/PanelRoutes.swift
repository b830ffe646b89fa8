import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// The help request: `/panel`, and the parts of it that the button in every page's header opens.
///
/// The page works without scripts: its forms are sent here, and it reloads while a request is open. With scripts, it
/// uses the API, and fetches only the wording of a request's state from here.
struct PanelRoutes: Sendable {
    let pages: PageRenderer
    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource
    let sessions: SessionService
    let embed: EmbedVerifier?
    let isSecure: Bool
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String

    /// - Parameters:
    ///   - open: the pages that anybody may see, behind a ``PageVisitor``.
    ///   - guarded: the pages of signed-in users, their forms checked.
    func add(to open: RouterGroup<VisitContext>, _ guarded: RouterGroup<PageContext>) {
        open.get("panel", use: show)
        open.get("panel/requests", use: request)
        open.get("panel/popover", use: popover)
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
            // Our cookies cannot be set in another site's frame: the address contains the language.
            if let language = request.uri.queryParameters.get("language").flatMap({ pages.folder.languages[$0] }) {
                visit.language = language
            }
            guard let caller else {
                context.logger.notice("refused a CRM's token", metadata: ["reason": "\(refusal ?? "")"])
                return pages.page(
                    .refused, title: visit.text("panel.refused.title"), ["text": visit.text("panel.refused.text")],
                    for: visit, status: .forbidden, security: security)
            }
            return try await page(caller, request, visit, context.logger)
        }
        guard let user = visit.user else {
            return .redirect(to: "/login?next=\(PageAddress.encoded(request.uri.description))", type: .normal)
        }
        return try await page(
            PanelCaller(user, lastOperator: visit.lastOperator), request, visit, context.logger)
    }

    /// The headers that allow a CRM's page, and no other, to show this page in a frame.
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
        do throws(WebServerError) {
            guest = try await embed.verify(token)
        } catch {
            return (nil, error.description)
        }
        let (_, secret) = try await withStorage(context.logger) { try await sessions.begin(guest) }
        return (PanelCaller(guest, bearer: secret), nil)
    }

    private func page(
        _ caller: PanelCaller, _ request: Request, _ visit: PageVisit, _ logger: Logger, filled: PageForm? = nil,
        fault: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let shown = request.uri.queryParameters.get("request")
        var (content, current) = try await content(caller, filled: filled, shown: shown, visit, logger)
        content.set("bearer", caller.bearer)
        content.set("fault", fault)
        let isOpen = current.map { !$0.state.isEnd } ?? false
        content["isOpen"] = isOpen
        return pages.page(
            .panel, title: visit.text("panel.title"), content, for: visit, status: status,
            scripts: [.help], security: caller.bearer == nil ? PageSecurity() : security,
            refresh: isOpen ? 3 : nil)
    }

    @Sendable
    private func ask(_ request: Request, context: PageContext) async throws -> Response {
        let caller = PanelCaller(context.user, lastOperator: context.visit.lastOperator)
        let form = context.form
        let route = form.number("route")
        // Only a mode other than the route's own is required: the route's own may be replaced if it is not possible.
        let mode = CallMode(rawValue: form.text("mode")).flatMap {
            $0 == callCenter.current.routes[route]?.mode ? nil : $0
        }
        let draft = HelpRequestDraft(
            operator: caller.own ?? form.number("operator"), route: route, mode: mode,
            customer: form.line("customer"), reason: form.line("reason"),
            urgency: form.has("emergency") ? .emergency : .normal)
        let accepted: HelpRequest
        do {
            guard caller.view.admits(draft, in: callCenter.current) else {
                throw HelpDeskError.unknownOperator(draft.operator)
            }
            accepted = try await helpRequests.submit(draft, mayAct: { caller.view.admits($0) })
        } catch let error as HelpDeskError {
            let problem = Problem(error, logger: context.logger)
            var asking = caller
            asking.usual = draft.operator
            return try await page(
                asking, request, context.visit, context.logger, filled: form,
                fault: context.visit.words(for: problem), status: problem.status)
        }
        return remembering(draft.operator, caller, .redirect(to: "/panel?request=\(accepted.id)", type: .normal))
    }

    @Sendable
    private func cancel(_ request: Request, context: PageContext) async throws -> Response {
        let id = try await helpRequests.visible(
            context.parameters.get("id") ?? "", to: context.user.view, logger: context.logger
        ).id
        do throws(HelpDeskError) {
            _ = try await helpRequests.cancel(id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return .redirect(to: "/panel?request=\(id)", type: .normal)
    }

    @Sendable
    private func choose(_ request: Request, context: PageContext) async throws -> Response {
        let caller = PanelCaller(context.user, lastOperator: nil)
        let number = context.form.number("operator")
        guard caller.operators(in: callCenter.current).contains(where: { $0.extension == number }) else {
            throw Problem.unknownOperator(number)
        }
        return remembering(number, caller, .redirect(to: "/panel", type: .normal))
    }

    private func remembering(_ number: String, _ caller: PanelCaller, _ response: Response) -> Response {
        guard caller.own == nil else { return response }
        var response = response
        response.setCookie(PageVisitor.choice(PageVisitor.operatorCookie, number, isSecure: isSecure))
        return response
    }
}
