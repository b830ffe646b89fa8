import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin`: everything that a call centre's administrator sets.
struct AdminPages: Sendable {
    let desks: PageServices
    let renderer: PageRenderer

    /// - Parameter group: `/admin`, behind a ``PageGate`` for admins and a ``FormGuard``.
    func add(to group: RouterGroup<PageContext>) {
        group.get(use: index)
        RoutePages(desks: desks, renderer: renderer).add(to: group.group("routes"))
        DepartmentPages(desks: desks, renderer: renderer).add(to: group.group("departments"))
        OperatorPages(desks: desks, renderer: renderer).add(to: group.group("operators"))
        OperatorImportPages(desks: desks, renderer: renderer).add(to: group.group("operators/import"))
        SourcePages(desks: desks, renderer: renderer).add(to: group.group("sources"))
        WebhookPages(desks: desks, renderer: renderer).add(to: group.group("webhooks"))
        SoundPages(desks: desks, renderer: renderer).add(to: group.group("sounds"))
        SoundRecordingPages(desks: desks, renderer: renderer).add(to: group.group("sounds"))
        VoicePages(desks: desks, renderer: renderer).add(to: group.group("voices"))
        UserPages(desks: desks, renderer: renderer).add(to: group.group("users"))
        TokenPages(desks: desks, renderer: renderer).add(to: group.group("tokens"))
        AuditPages(desks: desks, renderer: renderer).add(to: group.group("audit"))
    }

    @Sendable
    private func index(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let sounds = try await storing(context.logger) { try await desks.sounds.sounds().count }
        let tokens = try await storing(context.logger) { try await desks.tokens.tokens().count }
        let users = try await storing(context.logger) { try await desks.users.users().count }
        let callCenter = desks.callCenter.current
        let counts: [AdminSection: Int] = [
            .routes: callCenter.routes.count, .departments: callCenter.departments.count,
            .operators: callCenter.operators.count, .sources: callCenter.sources.count,
            .webhooks: callCenter.webhooks.count, .sounds: sounds,
            .voices: desks.voices.voices().count, .users: users, .tokens: tokens,
        ]
        let cards = AdminSection.allCases.map { section -> PageContent in
            [
                "link": section.path, "symbol": section.rawValue,
                "name": visit.text("admin.\(section.rawValue).title"),
                "what": visit.text("admin.\(section.rawValue).what"),
                "count": counts[section].map(visit.language.dates.number) ?? "",
            ]
        }
        return renderer.page(.administration, title: visit.text("navigation.admin"), ["cards": cards], for: visit)
    }
}
