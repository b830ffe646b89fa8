import HelpDesk
import LocatedYAML

/// Stored secrets, and references to secrets elsewhere.
extension CallCenterReader {
    /// Replaces each mask with the stored secret, as long as that keeps the destination it was entered for.
    ///
    /// A secret for another destination than the stored one must be entered again, and so must a reference that could
    /// not be written here.
    ///
    /// - Parameters:
    ///   - source: the source as written.
    ///   - mapping: the field of the source.
    ///   - fields: the fields of its credentials.
    func settled(
        _ source: LookupSource, _ mapping: CollectingMapping, _ fields: [String: CollectingField]
    ) -> LookupSource {
        let stored = context.stored.sources[source.id]
        var settled = source
        for (name, secret) in source.credentials where secret.isMask {
            settled.credentials[name] = stored?.credentials[name]
        }
        // If the address or the mapping itself is refused, nothing is stored, and reporting that is enough.
        let isRefused = source.baseURL.isEmpty || source.mapping.isEmpty
        let isAtHome =
            stored.map { isRefused || context.destination(of: $0) == context.destination(of: settled) } ?? false
        if mapping.optional("credentials") == nil, let stored, !isAtHome, !stored.credentials.isEmpty,
            context.refusalOfSecret != nil
        {
            mapping.owner.report(Self.anew, at: "credentials", code: "secretAnew")
        }
        for (name, secret) in source.credentials.sorted(by: { $0.key < $1.key }) {
            settled.credentials[name] = self.settled(
                secret, stored?.credentials[name], isAtHome: isAtHome, fields[name])
        }
        return settled
    }

    /// Replaces the masks of an endpoint, whose secrets are never sent anywhere.
    ///
    /// - Parameter signature: the signatures that they prove; `nil` if unknown.
    func settled(
        _ webhook: WebhookEndpoint, _ field: CollectingField?, signature: WebhookSignature?
    ) -> WebhookEndpoint {
        let stored = context.stored.webhooks[webhook.id]?.secrets ?? []
        var settled = webhook
        settled.secrets = secrets(webhook.secrets, stored, field, signature: signature)
        return settled
    }

    /// Replaces the masks of a subscription, whose secrets sign and are never sent anywhere either.
    func settled(_ subscription: WebhookSubscription, _ field: CollectingField?) -> WebhookSubscription {
        let stored = context.stored.subscriptions[subscription.id]?.secrets ?? []
        var settled = subscription
        settled.secrets = secrets(subscription.secrets, stored, field, signature: .standard)
        return settled
    }

    /// Replaces masks by position.
    ///
    /// If secrets are left out, it is unknown which of the others a mask stands for.
    private func secrets(
        _ secrets: [SecretReference], _ stored: [SecretReference], _ field: CollectingField?,
        signature: WebhookSignature?
    ) -> [SecretReference] {
        if secrets.count < stored.count, secrets.contains(where: \.isMask) {
            field?.report(
                "\(stored.count) secrets are stored here, and \(SecretReference.mask) does not say which of them is to "
                    + "stay: write the ones that stay, or as many \(SecretReference.mask) as there are",
                code: "secretUnknown")
            return []
        }
        let items = field.map { $0.isList ? $0.list(of: "secrets") ?? [] : [$0] } ?? []
        return secrets.enumerated().compactMap { index, secret in
            let place = index < items.count ? items[index] : field
            let kept = secret.isMask ? (index < stored.count ? stored[index] : nil) : stored.first { $0 == secret }
            let settled = settled(secret, kept, isAtHome: true, place)
            if let signature, case .literal(let text)? = settled?.location,
                let problem = context.problemOfSecret(text, signature)
            {
                place?.report(problem)
            }
            return settled
        }
    }

    /// - Parameters:
    ///   - stored: the secret stored in the same position.
    ///   - isAtHome: whether the stored secret keeps the destination it was entered for.
    private func settled(
        _ secret: SecretReference, _ stored: SecretReference?, isAtHome: Bool, _ field: CollectingField?
    ) -> SecretReference? {
        if secret.isMask {
            guard let stored else {
                field?.report(
                    "\(SecretReference.mask) stands for a secret that is stored, and here is none; "
                        + "write the secret, env:NAME or file:PATH", code: "secretUnknown")
                return nil
            }
            if !isAtHome { field?.report(Self.anew, code: "secretAnew") }
            return stored
        }
        if isAtHome, secret == stored { return secret }
        if let problem = context.refusalOfSecret?(secret) {
            field?.report(problem, code: "secretNotAllowed")
        }
        return secret
    }

    private static let anew =
        "the source leads elsewhere now, and a secret goes only to whom it was entered for: write it anew"
}
