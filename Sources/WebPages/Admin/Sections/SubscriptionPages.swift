import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin/subscriptions`: the recipients of the states of help requests, and the results of the deliveries.
struct SubscriptionPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    let secrets: FreshSecrets

    func add(to group: RouterGroup<PageContext>) {
        let secret = FreshSecretPage(
            section: .subscriptions, title: "admin.subscriptions.ready", renderer: renderer, secrets: secrets)
        secret.add(to: group)
        group.get(use: list)
        group.post("{id}/deliveries/replay", use: replayDead)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
        SettingEditor<SubscriptionDraft>(
            services: services, renderer: renderer,
            whenMade: { draft, setting, context in secret.redirect(draft.secret, of: setting, context) }
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

    /// Sends a delivery again; the list shows the result shortly after.
    @Sendable
    private func replay(_ request: Request, context: PageContext) async throws -> Response {
        let delivery = try DeliveryList.pressed(context)
        let replayed = try await withStorage(context.logger) { try await services.outgoing.replay(delivery) }
        return DeliveryList.back(to: .subscriptions, context, notice: replayed == nil ? "resentNothing" : "resent")
    }

    /// Sends everything again that this subscription did not get.
    @Sendable
    private func replayDead(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let count = try await withStorage(context.logger) {
            try await services.outgoing.replayDead(of: OutgoingDelivery.Recipient(.webhook, id))
        }
        return DeliveryList.back(to: .subscriptions, context, notice: count == 0 ? "resentNothing" : "resent")
    }
}
