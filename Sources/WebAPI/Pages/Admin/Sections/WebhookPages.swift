import Hummingbird
import HummingbirdCore

/// `/admin/webhooks`: where CRMs post their calls for help.
struct WebhookPages: Sendable {
    let desks: AdminDesks
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        SettingEditor<WebhookDraft>(
            desks: desks, renderer: renderer,
            whenMade: { [self] draft, setting, context in secret(draft, setting, context) }
        ).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let mappings = desks.mappings.mappings()
        let rows = desks.settings.settings(.webhook).map { setting -> PageContent in
            let mapping = setting.content.typed("mapping")
            return [
                "link": "/admin/webhooks/\(PageAddress.encoded(setting.id))", "webhookID": setting.id,
                "mapping": mappings.first { $0.name == mapping }?.title ?? mapping,
                "route": setting.content.typed("route"), "path": "/v1/webhooks/\(setting.id)",
            ]
        }
        return renderer.page(
            "admin/webhooks", title: visit.text("admin.webhooks.title"), ["rows": rows, "isEmpty": rows.isEmpty],
            for: visit)
    }

    /// Once, when it was made: the secret, and a line that tries it.
    private func secret(_ draft: WebhookDraft, _ setting: Setting, _ context: PageContext) -> Response? {
        // One that is kept elsewhere is no news.
        guard !draft.secret.hasPrefix("env:"), !draft.secret.hasPrefix("file:") else { return nil }
        let webhook = desks.mappings.mappings().first { $0.name == draft.mapping }?.webhook
        let content: PageContent = [
            "webhookID": setting.id, "secret": draft.secret, "list": "/admin/webhooks",
            "listTitle": context.visit.text("admin.webhooks.title"),
            "curl": webhook.map {
                WebhookTrial(webhook: $0, id: setting.id, origin: context.visit.origin).lines(secret: draft.secret)
            } ?? "",
        ]
        return renderer.page(
            "admin/webhook-secret", title: context.visit.text("admin.webhooks.secret.title"), content,
            for: context.visit)
    }
}
