import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/v1/webhook-endpoints/{id}/deliveries`: the deliveries that an endpoint received, and replays.
struct WebhookDeliveryRoutes: Sendable {
    private struct Item: Encodable {
        var delivery: WebhookDelivery

        private enum CodingKeys: CodingKey {
            case id, receivedAt, deliveryId, result, status, code, reason, request, size, isReplayable
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(delivery.id, forKey: .id)
            try container.encode(delivery.receivedAt, forKey: .receivedAt)
            try container.encode(delivery.deliveryId, forKey: .deliveryId)
            try container.encode(delivery.result, forKey: .result)
            try container.encode(delivery.status, forKey: .status)
            try container.encode(delivery.code, forKey: .code)
            try container.encode(delivery.reason, forKey: .reason)
            try container.encode(delivery.request, forKey: .request)
            try container.encode(delivery.size, forKey: .size)
            try container.encode(delivery.isReplayable, forKey: .isReplayable)
        }
    }

    let deliveries: WebhookDeliveryService
    let intake: WebhookIntake
    let settings: SettingsService

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get("{id}/deliveries", use: list)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let endpoint = try endpoint(context)
        var reader = QueryReader(request.uri, known: ["after", "limit"])
        let after = reader.number("after", within: 1...Int64.max)
        let limit = reader.number("limit", within: 1...200) ?? 50
        try reader.check()
        let found = try await withStorage(context.logger) {
            try await deliveries.deliveries(of: endpoint, before: after, limit: limit + 1)
        }
        return try .json(CursorPage(found.map(Item.init), limit: limit, cursor: \.delivery.id))
    }

    @Sendable
    private func replay(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        // A replay may ring a phone.
        try context.credential.require(.requests)
        let endpoint = try endpoint(context)
        let text = context.parameters.get("delivery") ?? ""
        guard let id = Int64(text) else { throw Problem.unknownDelivery(text.prefix(64)) }
        return Response(try await intake.replay(id, of: endpoint, by: context.credential.id, context.logger))
    }

    private func endpoint(_ context: AuthenticatedRequestContext) throws -> String {
        let id = context.settingID
        guard settings.setting(.webhook, id) != nil else { throw Problem.unknownSetting(.webhook, id) }
        return id
    }
}
