import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin/subscriptions`: who is told of the states of help requests, and what came of it.
struct SubscriptionPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    let secrets: FreshSecrets

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.get("{id}/made/{key}", use: show)
        group.post("{id}/deliveries/replay", use: replayDead)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
        SettingEditor<SubscriptionDraft>(
            services: services, renderer: renderer,
            whenMade: { [self] draft, setting, context in secret(draft, setting, context) }
        ).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let rows = services.settings.settings(.subscription).map { setting -> PageContent in
            let states = setting.content.texts("states")
            return [
                "link": "/admin/subscriptions/\(PageAddress.encoded(setting.id))", "subscriptionID": setting.id,
                // A query may hold a token.
                "address": String(setting.content.typed("url").prefix { $0 != "?" }),
                "states": states.isEmpty
                    ? visit.text("admin.subscriptions.all")
                    : states.map { visit.text("states.\($0)") }.joined(separator: " · "),
            ]
        }
        return renderer.page(
            .subscriptions, title: visit.text("admin.subscriptions.title"), ["rows": rows, "isEmpty": rows.isEmpty],
            for: visit)
    }

    /// Sends a delivery once more; what came of it is in the list in a moment.
    @Sendable
    private func replay(_ request: Request, context: PageContext) async throws -> Response {
        guard let delivery = context.parameters.get("delivery").flatMap({ Int64($0) }) else {
            throw Problem.unknownPath
        }
        let replayed = try await withStorage(context.logger) { try await services.outgoing.replay(delivery) }
        return back(context, notice: replayed == nil ? "resentNothing" : "resent")
    }

    /// Sends everything once more that this subscription did not get.
    @Sendable
    private func replayDead(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let count = try await withStorage(context.logger) {
            try await services.outgoing.replayDead(of: OutgoingDelivery.Recipient(.webhook, id))
        }
        return back(context, notice: count == 0 ? "resentNothing" : "resent")
    }

    private func back(_ context: PageContext, notice: String) -> Response {
        let id = PageAddress.encoded(context.parameters.get("id") ?? "")
        return .redirect(to: "/admin/subscriptions/\(id)?notice=\(notice)#deliveries", type: .normal)
    }

    /// To where its secret is shown, which the receiver needs.
    private func secret(_ draft: SubscriptionDraft, _ setting: Setting, _ context: PageContext) -> Response? {
        // One that is kept elsewhere is no news.
        guard !draft.secret.hasPrefix("env:"), !draft.secret.hasPrefix("file:") else { return nil }
        let key = secrets.keep(.init(text: draft.secret, name: setting.id), for: context.reader.id)
        return .redirect(to: "/admin/subscriptions/\(PageAddress.encoded(setting.id))/made/\(key)", type: .normal)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        guard let secret = secrets.secret(context.parameters.get("key") ?? "", for: context.reader.id),
            secret.name == id
        else { return .redirect(to: "/admin/subscriptions", type: .normal) }
        let content: PageContent = [
            "webhookID": id, "secret": secret.text, "list": "/admin/subscriptions", "curl": "",
        ]
        return renderer.page(
            .webhookSecret, title: context.visit.text("admin.subscriptions.ready"), content, for: context.visit)
    }
}
