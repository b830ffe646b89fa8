import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/history/{id}`: the course of one request, which answers the question "why did nobody come?".
struct RequestDetailPages: Sendable {
    let pages: PageRenderer
    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource

    /// - Parameter group: the group `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get("history/{id}", use: show)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let found = try await helpRequests.visible(
            context.parameters.get("id") ?? "", to: context.user.view, logger: context.logger)
        let visit = context.visit
        let current = callCenter.current
        let rows = HistoryRows(callCenter: current, language: visit.language)
        var content = rows.row(found)
        content.set("customer", found.customer)
        content["timeline"] = found.timeline.map { entry -> PageContent in
            ["at": visit.language.dates.exactTime(entry.at), "state": visit.text("states.\(entry.state.rawValue)")]
        }
        content["lookup"] = found.lookup.map { report -> PageContent in
            [
                "source": visit.language.source(report.source, in: current),
                "result": visit.text("lookup.\(report.result.rawValue)"),
                "milliseconds": visit.language.dates.number(report.milliseconds), "detail": report.detail ?? "",
                "reason": visit.language.words(for: report.reason),
                "message": report.message ?? "",
            ]
        }
        content["hasLookup"] = !found.lookup.isEmpty
        content["hasAttempts"] = !found.attempts.isEmpty
        content["hasPassedOver"] = !found.passedOver.isEmpty
        content["passedOver"] = found.passedOver.map { person -> PageContent in
            [
                "person": visit.language.person(
                    person.extension, person.name ?? current.helperName(person.extension)),
                "reason": visit.text("admin.routes.test.reasons.\(person.reason.rawValue)"),
            ]
        }
        content["attempts"] = found.attempts.map { attempt(of: $0, current, visit) }
        return pages.page(.requestDetail, title: visit.text("supervisor.detail.title"), content, for: visit)
    }

    private func attempt(of attempt: RingAttempt, _ current: CallCenter, _ visit: PageVisit) -> PageContent {
        [
            "person": visit.language.person(attempt.extension, current.helperName(attempt.extension)),
            "result": visit.text("attempts.\(attempt.result?.rawValue ?? "ringing")"),
            "time": attempt.milliseconds.map { visit.language.duration(milliseconds: $0) } ?? "",
            // The network's own wording, for which telephone administrators search.
            "cause": attempt.cause?.description ?? "",
        ]
    }
}
