import Administration
import JSON

/// Masks the secrets and signatures in a delivery, so that it can be stored.
struct WebhookMask {
    private static let mask = "***"

    let signature: WebhookSignature
    let secrets: [String]

    /// - Returns: `nil` if the body is not text.
    func masked(_ delivery: PostedWebhook) -> PostedWebhook? {
        guard let body = String(validating: delivery.body, as: UTF8.self) else { return nil }
        let mask = SecretMask(secrets)
        var masked = delivery
        masked.body = Array(mask.exactly(body).utf8)
        masked.query = delivery.query.mapValues(mask.exactly)
        masked.headers = delivery.headers.mapValues(mask.exactly)
        for name in headers where masked.headers[name] != nil { masked.headers[name] = Self.mask }
        if case .token(.query(let name)) = signature, masked.query[name] != nil { masked.query[name] = Self.mask }
        return masked
    }

    /// Returns whether the parsed content contains a secret, which JSON escapes in the body could have hidden.
    func isSecret(_ content: JSONTree) -> Bool {
        switch content {
        case .null, .boolean: false
        case .integer, .number, .text: secrets.contains { content.scalarText?.contains($0) ?? false }
        case .array(let elements): elements.contains(where: isSecret)
        case .object(let members): members.contains { isSecret(.text($0.key)) || isSecret($0.value) }
        }
    }

    private var headers: Set<String> {
        var names = SecretMask.sensitiveHeaders.union(["webhook-signature", "svix-signature"])
        switch signature {
        case .hmac(let scheme): names.insert(scheme.header.lowercased())
        case .token(.header(let name, _)): names.insert(name.lowercased())
        case .standard, .basic, .token: break
        }
        return names
    }
}
