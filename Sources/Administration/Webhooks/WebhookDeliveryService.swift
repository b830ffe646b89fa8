/// The deliveries to the webhook endpoints: stored with their secrets masked, shown, and read again for a replay.
public struct WebhookDeliveryService: Sendable {
    private let log: any WebhookDeliveryLog
    private let receiver: any WebhookReceiver

    public init(log: any WebhookDeliveryLog, receiver: any WebhookReceiver) {
        self.log = log
        self.receiver = receiver
    }

    /// Logs a delivery that was answered; returns at once, it is written later.
    public func note(_ delivery: WebhookDelivery, of post: WebhookPost) {
        guard delivery.isProven else { return log.note(delivery, content: nil) }
        // Masked when it is written, so that nobody waits for it.
        log.note(delivery) { [receiver] in await receiver.masked(post) }
    }

    /// Returns deliveries, newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    public func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery] {
        try await log.deliveries(of: endpoint, before: id, limit: limit)
    }

    /// Returns a delivery and its stored content.
    ///
    /// - Returns: `nil` if the endpoint has no such delivery.
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
