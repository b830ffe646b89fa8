import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/admin/webhooks`: where CRMs post their calls for help.
struct WebhookPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    let secrets: FreshSecrets

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.get("{id}/made/{key}", use: show)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
        SettingEditor<WebhookDraft>(
            services: services, renderer: renderer,
            whenMade: { [self] draft, setting, context in secret(draft, setting, context) }
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

    /// Takes a delivery once more; what came of it is said above the list of deliveries.
    @Sendable
    private func replay(_ request: Request, context: PageContext) async throws -> Response {
        let endpoint = context.parameters.get("id") ?? ""
        guard let delivery = context.parameters.get("delivery").flatMap({ Int64($0) }) else {
            throw Problem.unknownPath
        }
        let notice: String
        do {
            switch try await services.replayDelivery(delivery, endpoint, context.reader.author, context.logger) {
            case .accepted: notice = "replayAccepted"
            case .repeated: notice = "replayRepeated"
            case .ignored, .tooOld: notice = "replayIgnored"
            case .refused: notice = "replayRefused"
            }
        } catch let problem as Problem where problem.status.code < 500 && problem.status != .notFound {
            // The newest line of the list says why.
            notice = "replayRefused"
        }
        return .redirect(
            to: "/admin/webhooks/\(PageAddress.encoded(endpoint))?notice=\(notice)#deliveries", type: .normal)
    }

    /// To where its secret is shown, with a line that tries it.
    private func secret(_ draft: WebhookDraft, _ setting: Setting, _ context: PageContext) -> Response? {
        // One that is kept elsewhere is no news.
        guard !draft.secret.hasPrefix("env:"), !draft.secret.hasPrefix("file:") else { return nil }
        let key = secrets.keep(.init(text: draft.secret, name: setting.id), for: context.reader.id)
        return .redirect(to: "/admin/webhooks/\(PageAddress.encoded(setting.id))/made/\(key)", type: .normal)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        guard let setting = services.settings.setting(.webhook, id),
            let secret = secrets.secret(context.parameters.get("key") ?? "", for: context.reader.id),
            secret.name == setting.id
        else { return .redirect(to: "/admin/webhooks", type: .normal) }
        let mapping = setting.content.typed("mapping")
        let webhook = services.mappings.mappings().first { $0.name == mapping }?.webhook
        let content: PageContent = [
            "webhookID": setting.id, "secret": secret.text, "list": "/admin/webhooks",
            "curl": webhook.map {
                WebhookTrial(webhook: $0, id: setting.id, origin: context.visit.origin).lines(secret: secret.text)
            } ?? "",
        ]
        return renderer.page(
            .webhookSecret, title: context.visit.text("admin.webhooks.secret.title"), content,
            for: context.visit)
    }
}
