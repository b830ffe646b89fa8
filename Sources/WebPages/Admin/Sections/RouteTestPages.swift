import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/admin/routes/…/test`: a dry run that shows whom a request on the route would ring for an operator.
struct RouteTestPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get("{id}/test") { _, context in try page([:], context) }
        group.post("{id}/test", use: test)
    }

    @Sendable
    private func test(_ request: Request, context: PageContext) async throws -> Response {
        let caller = context.form.number("operator")
        guard (1...64).contains(caller.utf8.count) else {
            return try page(["fault": context.visit.text("admin.sources.test.whom")], context)
        }
        let route = try route(context)
        let explanation: Explanation
        do throws(HelpDeskError) {
            let draft = HelpRequestDraft(
                operator: caller, route: route.id, urgency: context.form.has("emergency") ? .emergency : .normal)
            explanation = try await services.helpRequests.explain(draft)
        } catch {
            let problem = Problem(error, number: "operator", logger: context.logger)
            guard problem.status.code < 500 else { throw problem }
            return try page(["fault": context.visit.words(for: problem)], context)
        }
        return try page(content(explanation, context.visit), context)
    }

    private func content(_ explanation: Explanation, _ visit: PageVisit) -> PageContent {
        let callCenter = services.callCenter.current
        func source(_ source: CandidateSource) -> String { visit.language.source(source, in: callCenter) }
        let lookup = explanation.lookup.map { report -> PageContent in
            [
                "source": source(report.source),
                "result": visit.language.text(ifPresent: "lookup.\(report.result.rawValue)") ?? report.result.rawValue,
                "tone": [.found, .cached].contains(report.result)
                    ? "good" : report.result == .notFound ? "busy" : "bad",
                "took": visit.text(
                    "admin.sources.test.took", ["count": visit.language.dates.number(report.milliseconds)]),
                "reason": visit.language.words(for: report.reason), "detail": report.detail ?? "",
            ]
        }
        let ladder = explanation.ladder.map { entry -> PageContent in
            ["extension": entry.extension, "helperName": entry.name ?? "", "source": source(entry.source)]
        }
        let passedOver = explanation.passedOver.map { entry -> PageContent in
            [
                "extension": entry.extension, "helperName": entry.name ?? "",
                "reason": visit.text("admin.routes.test.reasons.\(entry.reason.rawValue)"),
            ]
        }
        return [
            "isAsked": true,
            "department": callCenter.departments[explanation.department]?.name ?? explanation.department,
            "mode": visit.text("fields.route.mode.options.\(explanation.mode.rawValue).label"),
            "lookup": lookup, "ladder": ladder, "isNobody": ladder.isEmpty, "passedOver": passedOver,
            "hasPassedOver": !passedOver.isEmpty,
        ]
    }

    private func page(_ content: PageContent, _ context: PageContext) throws -> Response {
        let route = try route(context)
        let visit = context.visit
        var content = content
        content["target"] = "/admin/routes/\(PageAddress.encoded(route.id))/test"
        content["operator"] = context.form.text("operator")
        content["isEmergency"] = context.form.has("emergency")
        content["hasFault"] = content["fault"] != nil
        content["operators"] = services.callCenter.current.operators.values.sorted { $0.extension < $1.extension }
            .prefix(Self.maximumOffered).map { ["number": $0.extension, "label": $0.name] as PageContent }
        return renderer.page(
            .routeTest,
            title: visit.text("admin.routes.test.title", ["name": route.content.typed("name")]), content, for: visit)
    }

    /// The maximum number of operators that the list offers; further extensions are typed.
    private static let maximumOffered = 300

    private func route(_ context: PageContext) throws -> Setting {
        let text = context.parameters.get("id") ?? ""
        let id = text.removingPercentEncoding ?? text
        guard let setting = services.settings.setting(.route, id) else {
            throw Problem.unknownSetting(.route, id)
        }
        return setting
    }
}
