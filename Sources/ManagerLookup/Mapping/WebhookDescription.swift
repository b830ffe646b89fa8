import JSON

/// How a CRM's webhook is sent, for whoever sets it up or tries it.
public struct WebhookDescription: Sendable, Equatable {
    public enum Proof: Sendable, Equatable {
        /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
        case standard
        /// The hexadecimal HMAC-SHA256 of the body.
        case hmacSHA256(header: String, prefix: String)
        /// The secret itself.
        case header(name: String, prefix: String)
        case query(name: String)
        case body
        case basic
    }

    public let proof: Proof
    /// A delivery, in JSON; `{}` when the mapping has no example.
    public let example: String

    init(_ webhook: WebhookMapping) {
        let signature = webhook.signature
        let (name, prefix) = (signature.name ?? "", signature.prefix ?? "")
        proof =
            switch (signature.scheme, signature.place) {
            case (.standard, _): .standard
            case (.hmacSHA256, _): .hmacSHA256(header: name, prefix: prefix)
            case (.token, .header?): .header(name: name, prefix: prefix)
            case (.token, .query?): .query(name: name)
            case (.token, _): .body
            case (.basic, _): .basic
            }
        example = webhook.examples.first { $0.request != nil }.map { JSONText.string($0.body) } ?? "{}"
    }
}

extension Mapping {
    /// `nil` when the CRM cannot call for help by itself.
    public var webhookDescription: WebhookDescription? { webhook.map(WebhookDescription.init) }
}
