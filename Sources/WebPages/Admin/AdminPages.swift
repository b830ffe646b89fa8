import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin`: everything that a call centre's administrator sets.
struct AdminPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    private let secrets = FreshSecrets()

    init(services: PageServices, renderer: PageRenderer) {
        self.services = services
        self.renderer = renderer
    }

    /// - Parameter group: the group `/admin`, behind a ``PageAuthorization`` for admins and a ``FormGuard``.
    func add(to group: RouterGroup<PageContext>) {
        AdminHomePage(services: services, renderer: renderer).add(to: group)
        SearchPage(services: services, renderer: renderer).add(to: group)
        RoutePages(services: services, renderer: renderer).add(to: group.group("routes"))
        DepartmentPages(services: services, renderer: renderer).add(to: group.group("departments"))
        OperatorPages(services: services, renderer: renderer).add(to: group.group("operators"))
        OperatorImportPages(services: services, renderer: renderer).add(to: group.group("operators/import"))
        SourcePages(services: services, renderer: renderer).add(to: group.group("sources"))
        WebhookPages(services: services, renderer: renderer, secrets: secrets).add(to: group.group("webhooks"))
        SubscriptionPages(services: services, renderer: renderer, secrets: secrets).add(
            to: group.group("subscriptions"))
        SoundPages(services: services, renderer: renderer).add(to: group.group("sounds"))
        SoundRecordingPages(services: services, renderer: renderer).add(to: group.group("sounds"))
        VoicePages(services: services, renderer: renderer).add(to: group.group("voices"))
        UserPages(services: services, renderer: renderer).add(to: group.group("users"))
        TokenPages(services: services, renderer: renderer, secrets: secrets).add(to: group.group("tokens"))
        AuditPages(services: services, renderer: renderer).add(to: group.group("audit"))
    }
}
