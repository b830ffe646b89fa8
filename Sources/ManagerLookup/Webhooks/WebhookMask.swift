/// Takes what proves a delivery out of it, so that it can be kept.
struct WebhookMask {
    private static let mask = "***"

    let signature: WebhookSignature
    let secrets: [String]

    /// - Returns: `nil` when the body is no text, or says a secret in some other way, such as with JSON's escapes.
    func masked(_ delivery: WebhookDelivery) -> WebhookDelivery? {
        guard let body = String(validating: delivery.body, as: UTF8.self) else { return nil }
        let mask = SecretMask(secrets)
        var masked = delivery
        masked.body = Array(mask.exactly(body).utf8)
        masked.query = delivery.query.mapValues(mask.exactly)
        masked.headers = delivery.headers.mapValues(mask.exactly)
        for name in headers where masked.headers[name] != nil { masked.headers[name] = Self.mask }
        if signature.place == .query, let name = signature.name, masked.query[name] != nil {
            masked.query[name] = Self.mask
        }
        return holdsToken(masked) ? nil : masked
    }

    private var headers: Set<String> {
        var names = SecretMask.sensitiveHeaders.union(["webhook-signature"])
        if signature.scheme == .hmacSHA256 || signature.place != .query, let name = signature.name {
            names.insert(name.lowercased())
        }
        return names
    }

    private func holdsToken(_ delivery: WebhookDelivery) -> Bool {
        guard signature.place == .body, let content = try? delivery.content() else { return false }
        guard let token = (try? signature.at?.first(over: delivery.input(content)))?.scalarText else { return false }
        return secrets.contains(token)
    }
}
