import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/admin/webhooks`: the endpoints to which CRMs post their calls for help.
struct WebhookPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    let secrets: FreshSecrets

    func add(to group: RouterGroup<PageContext>) {
        let secret = FreshSecretPage(
            section: .webhooks, title: "admin.webhooks.secret.title", renderer: renderer, secrets: secrets, trial: trial
        )
        secret.add(to: group)
        group.get(use: list)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
        SettingEditor<WebhookDraft>(
            services: services, renderer: renderer,
            whenMade: { draft, setting, context in secret.redirect(draft.secret, of: setting, context) }
        ).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let mappings = services.mappings.mappings()
        let rows = services.settings.settings(.webhook).map { setting -> PageContent in
            let mapping = setting.content.typed("mapping")
            return [
                "link": "/admin/webhooks/\(PageAddress.encoded(setting.id))", "webhookID": setting.id,
                "mapping": mappings.first { $0.name == mapping }?.title(in: visit.language) ?? mapping,
                "route": setting.content.typed("route"), "path": "/v1/webhooks/\(setting.id)",
            ]
        }
        return renderer.page(
            .webhooks, title: visit.text("admin.webhooks.title"), ["rows": rows, "isEmpty": rows.isEmpty],
            for: visit)
    }

    /// Processes a delivery again; a notice above the list of deliveries shows the result.
    @Sendable
    private func replay(_ request: Request, context: PageContext) async throws -> Response {
        let endpoint = context.parameters.get("id") ?? ""
        let delivery = try DeliveryList.pressed(context)
        let notice: String
        do {
            switch try await services.replayDelivery(delivery, endpoint, context.user.author, context.logger) {
            case .accepted: notice = "replayAccepted"
            case .repeated: notice = "replayRepeated"
            case .ignored, .tooOld: notice = "replayIgnored"
            case .refused: notice = "replayRefused"
            }
        } catch let problem as Problem where problem.status.code < 500 && problem.status != .notFound {
            // The newest line of the list says why.
            notice = "replayRefused"
        }
        return DeliveryList.back(to: .webhooks, context, notice: notice)
    }

    /// Returns shell commands that post an example to the webhook, with its secret.
    @Sendable
    private func trial(_ id: String, _ secret: String, _ visit: PageVisit) -> String {
        let mapping = services.settings.setting(.webhook, id)?.content.typed("mapping")
        guard let webhook = services.mappings.mappings().first(where: { $0.name == mapping })?.webhook else {
            return ""
        }
        return WebhookTrial(webhook: webhook, id: id, origin: visit.origin).lines(secret: secret)
    }
}
