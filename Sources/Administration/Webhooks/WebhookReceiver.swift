/// A receiver that knows the webhook endpoints, and how their deliveries are proven and read.
public protocol WebhookReceiver: Sendable {
    /// Proves and reads a delivery that has just arrived.
    func read(_ post: WebhookPost) async -> WebhookVerdict
    /// Reads a delivery that was proven when it arrived, with the current mapping.
    func reread(_ post: WebhookPost) async -> WebhookVerdict
    /// Returns what may be stored of a delivery; `nil` if its secrets cannot be masked, because the endpoint was
    /// changed in the meantime.
    func masked(_ post: WebhookPost) async -> WebhookContent?
}
