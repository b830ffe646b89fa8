import HelpDesk
import ManagerLookup
import Storage
import WebAPI

/// The log of webhook deliveries as the web server needs it.
struct WebhookDeliveryAdapter: WebhookDeliveryDesk {
    let log: WebhookDeliveryLog
    let callCenter: any CallCenterSource
    let reader: WebhookReader

    func note(_ receipt: WebhookReceipt) {
        let record = receipt.record
        let delivery = LoggedDelivery(
            endpoint: record.endpoint, receivedAt: record.receivedAt, deliveryId: record.deliveryId,
            result: record.result.rawValue, status: record.status, code: record.code, reason: record.reason,
            request: record.request, size: record.size, isProven: record.isReplayable)
        guard record.isReplayable else { return log.note(delivery, content: nil) }
        // Masked when it is written, while nobody waits.
        log.note(delivery) { [callCenter, reader] in
            guard let endpoint = callCenter.current.webhooks[record.endpoint] else { return nil }
            let post = receipt.post
            let delivery = WebhookDelivery(headers: post.headers, query: post.query, body: post.body)
            // What cannot be masked, since the endpoint has been changed meanwhile, is not kept.
            guard let masked = try? await reader.masked(delivery, at: endpoint) else { return nil }
            return LoggedContent(headers: masked.headers, query: masked.query, body: masked.body)
        }
    }

    func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDeliveryRecord] {
        try await log.deliveries(of: endpoint, before: id, limit: limit).map(WebhookDeliveryRecord.init)
    }

    func delivery(_ id: Int64, of endpoint: String) async throws -> WebhookReceipt? {
        guard let (delivery, content) = try await log.delivery(id, of: endpoint) else { return nil }
        return WebhookReceipt(
            post: WebhookPost(
                endpoint: endpoint, headers: content?.headers.map { ($0.key, $0.value) } ?? [],
                query: content?.query ?? [:], body: content?.body ?? []),
            record: WebhookDeliveryRecord(delivery))
    }
}

extension WebhookDeliveryRecord {
    fileprivate init(_ stored: LoggedDelivery) {
        self.init(
            id: stored.id, endpoint: stored.endpoint, receivedAt: stored.receivedAt, deliveryId: stored.deliveryId,
            // Only a newer program writes another word.
            result: Result(rawValue: stored.result) ?? .refused, status: stored.status, code: stored.code,
            reason: stored.reason, request: stored.request, size: stored.size, isReplayable: stored.isReplayable)
    }
}
