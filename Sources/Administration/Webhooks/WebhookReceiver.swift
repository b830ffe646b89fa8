/// Knows the webhook endpoints and how their deliveries are proved and read.
public protocol WebhookReceiver: Sendable {
    /// Proves a delivery that has just come, and reads it.
    func read(_ post: WebhookPost) async -> WebhookVerdict
    /// Reads a delivery that was proven when it came, as the mapping reads it now.
    func reread(_ post: WebhookPost) async -> WebhookVerdict
    /// What may be kept of a delivery; `nil` when its secrets cannot be masked, since the endpoint has been changed
    /// meanwhile.
    func masked(_ post: WebhookPost) async -> WebhookContent?
}
