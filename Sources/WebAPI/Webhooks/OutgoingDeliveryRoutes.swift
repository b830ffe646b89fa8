import Administration
import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/v1/outgoing-deliveries`: the bridge's deliveries to others, their results, and replays.
struct OutgoingDeliveryRoutes: Sendable {
    private struct Item: Encodable {
        var delivery: OutgoingDelivery

        private enum CodingKeys: CodingKey {
            case id, kind, target, request, requestState, state, attempts, queuedAt, dueAt, endedAt, fault
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(delivery.id, forKey: .id)
            try container.encode(delivery.recipient.kind, forKey: .kind)
            try container.encode(delivery.recipient.target, forKey: .target)
            try container.encode(delivery.request.id, forKey: .request)
            try container.encode(delivery.request.state, forKey: .requestState)
            try container.encode(delivery.state, forKey: .state)
            try container.encode(delivery.attempts, forKey: .attempts)
            try container.encode(delivery.queuedAt, forKey: .queuedAt)
            try container.encode(delivery.state == .waiting ? delivery.dueAt : nil, forKey: .dueAt)
            try container.encode(delivery.endedAt, forKey: .endedAt)
            try container.encode(delivery.fault, forKey: .fault)
        }
    }

    private struct Replayed: Encodable {
        var replayed: Int
    }

    let deliveries: OutgoingDeliveryAdministration

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.post("replay", use: replayDead)
        group.post("{id}/replay", use: replay)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var reader = QueryReader(request.uri, known: ["kind", "target", "state", "after", "limit"])
        let filter = OutgoingFilter(
            kind: reader.word("kind"), target: reader.text("target"), state: reader.word("state"))
        let after = reader.number("after", within: 1...Int64.max)
        let limit = reader.number("limit", within: 1...200) ?? 50
        try reader.check()
        let found = try await withStorage(context.logger) {
            try await deliveries.deliveries(filter, before: after, limit: limit + 1)
        }
        return try .json(CursorPage(found.map(Item.init), limit: limit, cursor: \.delivery.id))
    }

    @Sendable
    private func replay(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let text = context.parameters.get("id") ?? ""
        guard let id = Int64(text) else { throw Problem.unknownOutgoingDelivery(text.prefix(64)) }
        let replayed = try await withStorage(context.logger) { try await deliveries.replay(id) }
        guard let replayed else { throw Problem.unknownOutgoingDelivery(text.prefix(64)) }
        return try .json(Item(delivery: replayed), status: .accepted)
    }

    /// Replays every abandoned delivery, or only those of the recipient that `kind` and `target` name.
    @Sendable
    private func replayDead(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        var reader = QueryReader(request.uri, known: ["kind", "target"])
        let kind: OutgoingDelivery.Kind? = reader.word("kind")
        let target = reader.text("target")
        if (kind == nil) != (target == nil) {
            reader.reject(kind == nil ? "kind" : "target", "kind and target name a recipient together")
        }
        try reader.check()
        let recipient = kind.flatMap { kind in target.map { OutgoingDelivery.Recipient(kind, $0) } }
        let count = try await withStorage(context.logger) { try await deliveries.replayDead(of: recipient) }
        return try .json(Replayed(replayed: count), status: .accepted)
    }
}
