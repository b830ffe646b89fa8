public import HelpDesk

extension CallCenter {
    /// Returns this call centre with each of its secrets replaced.
    public func maskingSecrets(_ mask: (SecretReference) -> SecretReference) -> CallCenter {
        CallCenter(
            departments: Array(departments.values), operators: Array(operators.values),
            sources: sources.values.map { source in
                var masked = source
                masked.credentials = source.credentials.mapValues(mask)
                return masked
            }, routes: Array(routes.values),
            webhooks: webhooks.values.map { webhook in
                var masked = webhook
                masked.secrets = webhook.secrets.map(mask)
                return masked
            },
            subscriptions: subscriptions.values.map { subscription in
                var masked = subscription
                masked.secrets = subscription.secrets.map(mask)
                return masked
            }, presences: presences)
    }

    /// The reasons why secrets cannot be read, one line each.
    public var unreadableSecrets: [String] {
        let secrets =
            sources.values.flatMap(\.credentials.values) + webhooks.values.flatMap(\.secrets)
            + subscriptions.values.flatMap(\.secrets)
        return secrets.compactMap { secret in
            guard case .unreadable(let reason) = secret.location else { return nil }
            return reason
        }.sorted()
    }
}
