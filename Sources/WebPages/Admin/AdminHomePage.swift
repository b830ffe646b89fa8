import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin` itself: the health of the bridge's parts, the remaining setup steps, and links to all settings.
struct AdminHomePage: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: show)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let readiness = await services.readiness.readiness()
        let counts = try await withStorage(context.logger) { try await entryCounts() }
        let hasRequests = try await withStorage(context.logger) {
            try await !services.helpRequests.requests(HelpRequestQuery(limit: 1)).isEmpty
        }
        let steps = SetupStep.steps(in: services.callCenter.current, readiness, hasRequests: hasRequests)
        let content: PageContent = [
            "cards": AdminSection.allCases.map { card($0, counts[$0], visit) },
            "health": readiness.components.map { Self.row($0, visit) },
            "isSettingUp": steps.contains { !$0.isDone },
            "steps": steps.map { step -> PageContent in
                var row: PageContent = [
                    "name": visit.text("admin.setup.steps.\(step.kind.rawValue).name"),
                    "what": visit.text("admin.setup.steps.\(step.kind.rawValue).what"), "isDone": step.isDone,
                    "done": visit.text("admin.setup.\(step.isDone ? "done" : "open")"),
                ]
                row.set("link", step.isDone ? nil : step.kind.path)
                return row
            },
        ]
        return renderer.page(.administration, title: visit.text("navigation.admin"), content, for: visit)
    }

    private func entryCounts() async throws -> [AdminSection: Int] {
        let callCenter = services.callCenter.current
        return [
            .routes: callCenter.routes.count, .departments: callCenter.departments.count,
            .operators: callCenter.operators.count, .sources: callCenter.sources.count,
            .webhooks: callCenter.webhooks.count, .subscriptions: callCenter.subscriptions.count,
            .sounds: try await services.sounds.sounds().count,
            .voices: services.voices.voices().count, .users: try await services.users.users().count,
            .tokens: try await services.tokens.tokens().count,
        ]
    }

    private func card(_ section: AdminSection, _ count: Int?, _ visit: PageVisit) -> PageContent {
        [
            "link": section.path, "symbol": section.rawValue,
            "name": visit.text("admin.\(section.rawValue).title"),
            "what": visit.text("admin.\(section.rawValue).what"),
            "count": count.map(visit.language.dates.number) ?? "",
        ]
    }

    private static func row(_ component: Readiness.Component, _ visit: PageVisit) -> PageContent {
        let part = component.part
        let (word, tone) =
            component.isUp ? ("up", "good") : component.isDegraded ? ("degraded", "busy") : ("down", "bad")
        var row: PageContent = [
            "name": visit.language.text(ifPresent: "admin.health.parts.\(part.kind)") ?? part.kind,
            "state": visit.text("admin.health.states.\(word)"), "tone": tone,
        ]
        row.set("id", part.id)
        row.set("detail", component.detail)
        return row
    }
}
