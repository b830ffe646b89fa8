/// The deliveries to the webhook endpoints: noted with their secrets masked, shown, and taken up to be replayed.
public struct WebhookDeliveryService: Sendable {
    private let log: any WebhookDeliveryLog
    private let receiver: any WebhookReceiver

    public init(log: any WebhookDeliveryLog, receiver: any WebhookReceiver) {
        self.log = log
        self.receiver = receiver
    }

    /// Notes a delivery that was answered; returns at once, it is written later.
    public func note(_ delivery: WebhookDelivery, of post: WebhookPost) {
        guard delivery.isProven else { return log.note(delivery, content: nil) }
        // Masked when it is written, while nobody waits.
        log.note(delivery) { [receiver] in await receiver.masked(post) }
    }

    /// Newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    public func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery] {
        try await log.deliveries(of: endpoint, before: id, limit: limit)
    }

    /// A delivery, and what was kept of it.
    ///
    /// - Returns: `nil` when there is no such delivery of this endpoint.
    public func delivery(
        _ id: Int64, of endpoint: String
    ) async throws -> (delivery: WebhookDelivery, post: WebhookPost)? {
        guard let (delivery, content) = try await log.delivery(id, of: endpoint) else { return nil }
        let post = WebhookPost(
            endpoint: endpoint, headers: content?.headers.map { ($0.key, $0.value) } ?? [],
            query: content?.query ?? [:],
            body: content?.body ?? [])
        return (delivery, post)
    }
}
