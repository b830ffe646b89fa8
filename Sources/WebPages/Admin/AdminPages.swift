import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin`: everything that a call centre's administrator sets.
struct AdminPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    /// - Parameter group: `/admin`, behind a ``PageGate`` for admins and a ``FormGuard``.
    func add(to group: RouterGroup<PageContext>) {
        group.get(use: index)
        RoutePages(services: services, renderer: renderer).add(to: group.group("routes"))
        DepartmentPages(services: services, renderer: renderer).add(to: group.group("departments"))
        OperatorPages(services: services, renderer: renderer).add(to: group.group("operators"))
        OperatorImportPages(services: services, renderer: renderer).add(to: group.group("operators/import"))
        SourcePages(services: services, renderer: renderer).add(to: group.group("sources"))
        WebhookPages(services: services, renderer: renderer).add(to: group.group("webhooks"))
        SoundPages(services: services, renderer: renderer).add(to: group.group("sounds"))
        SoundRecordingPages(services: services, renderer: renderer).add(to: group.group("sounds"))
        VoicePages(services: services, renderer: renderer).add(to: group.group("voices"))
        UserPages(services: services, renderer: renderer).add(to: group.group("users"))
        TokenPages(services: services, renderer: renderer).add(to: group.group("tokens"))
        AuditPages(services: services, renderer: renderer).add(to: group.group("audit"))
    }

    @Sendable
    private func index(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let sounds = try await withStorage(context.logger) { try await services.sounds.sounds().count }
        let tokens = try await withStorage(context.logger) { try await services.tokens.tokens().count }
        let users = try await withStorage(context.logger) { try await services.users.users().count }
        let callCenter = services.callCenter.current
        let counts: [AdminSection: Int] = [
            .routes: callCenter.routes.count, .departments: callCenter.departments.count,
            .operators: callCenter.operators.count, .sources: callCenter.sources.count,
            .webhooks: callCenter.webhooks.count, .sounds: sounds,
            .voices: services.voices.voices().count, .users: users, .tokens: tokens,
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
