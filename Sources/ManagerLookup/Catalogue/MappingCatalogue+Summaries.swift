public import Administration
public import HelpDesk
import JSON

/// The mappings as those who set up a CRM need them.
extension MappingCatalogue: MappingProvider {
    public func mappings() -> [MappingSummary] {
        all.map(MappingSummary.init).sorted { $0.title < $1.title }
    }

    /// One mapping; `nil` when there is none of that name, or it cannot be read.
    public func summary(ofMapping name: String) -> MappingSummary? {
        (try? mapping(named: name)).map(MappingSummary.init)
    }

    public func fault(ofMapping name: String) -> String? {
        fault(of: name)?.description
    }
}

extension MappingCatalogue {
    /// Tells whether the sources and webhooks of a call centre fit their mappings, and whether its subscriptions can sign.
    ///
    /// - Parameters:
    ///   - stored: those that are set so already are not refused for a mapping that has become unusable since.
    ///   - resolve: reads a webhook's or a subscription's secret, see ``check(_:resolve:)``.
    /// - Throws: ``ManagerLookupError`` for the first that does not.
    public func check(
        _ callCenter: CallCenter, besides stored: CallCenter = CallCenter(),
        resolve: (SecretReference) throws -> String? = Self.literal
    ) throws {
        for source in callCenter.sources.values.sorted(by: { $0.id < $1.id }) {
            if fault(of: source.mapping) != nil, stored.sources[source.id] == source { continue }
            try check(source)
        }
        for webhook in callCenter.webhooks.values.sorted(by: { $0.id < $1.id }) {
            if fault(of: webhook.mapping) != nil, stored.webhooks[webhook.id] == webhook { continue }
            try check(webhook, resolve: resolve)
        }
        for subscription in callCenter.subscriptions.values.sorted(by: { $0.id < $1.id }) {
            try check(subscription, resolve: resolve)
        }
    }
}

extension MappingSummary {
    fileprivate init(_ mapping: Mapping) {
        self.init(
            name: mapping.name, title: mapping.title,
            credentials: mapping.credentialsInOrder,
            webhook: mapping.webhook.map(Webhook.init), canReport: mapping.report != nil)
    }
}

extension MappingSummary.Webhook {
    fileprivate init(_ webhook: WebhookMapping) {
        // `{}` where the mapping has no example.
        let body = webhook.examples.first { $0.request != nil }?.body ?? .object([:])
        let example = webhook.token.flatMap { token in token.plainPath.map { body.marked(at: $0) } } ?? body
        self.init(signature: webhook.signature, example: JSONText.string(example))
    }
}

extension JQProgram {
    /// The keys that lead to what it gives, where it says no more than that: `.auth.application_token`.
    fileprivate var plainPath: ArraySlice<String>? {
        guard text.wholeMatch(of: /(\.[A-Za-z_][A-Za-z0-9_]*)+/) != nil else { return nil }
        return text.split(separator: ".").map(String.init)[...]
    }
}

extension JSONTree {
    /// The same with the secret's mark at the end of a path; as it is where there is no such place.
    fileprivate func marked(at path: ArraySlice<String>) -> JSONTree {
        guard let key = path.first else { return .text(MappingSummary.Webhook.secretMark) }
        guard case .object(let members) = self else { return self }
        return .object(
            Members(
                members.map { $0.key == key ? Member(key, $0.value.marked(at: path.dropFirst())) : $0 }))
    }
}
