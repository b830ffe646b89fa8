import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// The parts that the script fetches: the form that the button in the header opens, and the state of a request.
extension PanelRoutes {
    /// The number of an operator's newest requests that are searched.
    private static let recent = 5

    /// Returns the form, and the request that belongs to it.
    ///
    /// - Parameter filled: the form that was refused.
    func content(
        _ caller: PanelCaller, filled: PageForm? = nil, shown: String? = nil, _ visit: PageVisit, _ logger: Logger
    ) async throws -> (content: PageContent, request: HelpRequest?) {
        let callCenter = callCenter.current
        let number = caller.number(in: callCenter)
        var content: PageContent = [
            "form": caller.form(
                number, filled: filled, in: callCenter, defaultPBX: defaultPBX, language: visit.language)
        ]
        content.set("operator", number)
        let current = try await current(number ?? "", shown: shown, caller.view, logger)
        let panel = PanelRequestContent(callCenter: callCenter, language: visit.language)
        content.set("request", current.map(panel.content))
        return (content, current)
    }

    /// Returns an operator's open request, or else the request that is on the page.
    private func current(
        _ number: String, shown: String?, _ view: RequestView, _ logger: Logger
    ) async throws -> HelpRequest? {
        guard !number.isEmpty else { return nil }
        let recent = try await helpRequests.reading(logger) {
            try await helpRequests.requests(HelpRequestQuery(operator: number, limit: Self.recent))
        }.filter(view.admits)
        return recent.first { !$0.state.isEnd } ?? recent.first { $0.id.text == shown }
    }

    /// Sends what the button in the header opens: the form of the requested extension, or else of the last one chosen.
    @Sendable
    func popover(_ request: Request, context: VisitContext) async throws -> Response {
        guard let visit = context.visit, let user = visit.user else { throw Problem.sessionOver }
        let number = request.uri.queryParameters.get("operator").flatMap { $0.isEmpty ? nil : $0 }
        let caller = PanelCaller(user, lastOperator: number ?? visit.lastOperator)
        var content = try await content(caller, visit, context.logger).content
        // The same page may contain another form.
        content["place"] = "help-"
        content["isPopover"] = true
        return pages.part(.popover, content, for: visit)
    }

    /// Sends the state of an operator's request, as a part of the page.
    @Sendable
    func request(_ request: Request, context: VisitContext) async throws -> Response {
        guard var visit = context.visit else { throw Problem.forbidden }
        let caller = try await caller(request, context)
        if let language = request.uri.queryParameters.get("language").flatMap({ pages.folder.languages[$0] }) {
            visit.language = language
        }
        let query = request.uri.queryParameters
        let found = try await current(
            caller.own ?? query.get("operator") ?? "", shown: query.get("shown"), caller.view, context.logger)
        let panel = PanelRequestContent(callCenter: callCenter.current, language: visit.language)
        var content: PageContent = [:]
        content.set("request", found.map(panel.content))
        return pages.part(.request, content, for: visit)
    }

    /// Returns the caller; as in the API, a token takes precedence over a cookie, which browsers send by themselves.
    private func caller(_ request: Request, _ context: VisitContext) async throws -> PanelCaller {
        if let field = request.headers[.authorization] {
            guard let secret = field.split(separator: " ").last.map(String.init),
                let guest = try await withStorage(
                    context.logger, { try await sessions.embedded(secret, trusting: embed) })
            else { throw Problem.sessionOver }
            return PanelCaller(guest, bearer: secret)
        }
        guard let visit = context.visit, let user = visit.user else { throw Problem.sessionOver }
        return PanelCaller(user, lastOperator: visit.lastOperator)
    }
}
